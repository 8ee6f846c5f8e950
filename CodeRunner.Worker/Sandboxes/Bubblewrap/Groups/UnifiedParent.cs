namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

/// <summary>The parent group in a version 2 hierarchy: root's at the top; an ordinary user's as high as what was delegated to them reaches.</summary>
internal static class UnifiedParent
{
    public static bool Offers(string mount)
    {
        var offered = Path.Combine(mount, "cgroup.controllers");
        return File.Exists(offered) && File.ReadAllText(offered).Split(' ', '\n').Intersect(["memory", "cpu", "pids"]).Any();
    }

    public static bool TryMake(string mount, string controller, string nodeName, bool asRoot, out string parent, out string why)
    {
        var top = asRoot ? mount : HighestDelegated(mount);
        parent = Path.Combine(top, "coderunner", nodeName);
        why = "";
        try
        {
            Directory.CreateDirectory(parent);
            foreach (var directory in new[] { top, Path.Combine(top, "coderunner"), parent })
                File.WriteAllText(Path.Combine(directory, "cgroup.subtree_control"), $"+{controller}");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = asRoot ? e.Message : $"no control group was delegated to this user ({e.Message}).";
            return false;
        }
    }

    private static string HighestDelegated(string mount)
    {
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal))?["0::/".Length..] ?? "";
        var directory = Path.Combine(mount, own);
        while (directory.Length > mount.Length && IsWritable(Path.GetDirectoryName(directory)!)) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }

    private static bool IsWritable(string directory)
    {
        try
        {
            using var file = File.Open(Path.Combine(directory, "cgroup.procs"), FileMode.Open, FileAccess.Write);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
