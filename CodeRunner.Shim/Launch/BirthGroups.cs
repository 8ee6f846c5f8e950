using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// Lets a child be born in control groups of version 1: the thread that starts it goes there and comes back. Moving a process that runs already takes a lock
/// of the whole machine, for which the kernel waits some ten milliseconds; a thread that moves itself does not take it.
/// </summary>
internal static class BirthGroups
{
    private const string OwnThread = "tasks";

    /// <summary>Calls <paramref name="start"/> in the groups; false when that can't be done here, and nothing was called.</summary>
    public static bool TryStart(IReadOnlyList<string> groups, Action start)
    {
        var homes = groups.Select(FindHome).ToArray();
        if (groups.Count == 0 || homes.Any(home => home is null)) return false;
        var entered = 0;
        try
        {
            while (entered < groups.Count && TryMove(groups[entered])) entered++;
            if (entered < groups.Count) return false;
            start();
            return true;
        }
        finally
        {
            for (var i = 0; i < entered; i++)
                if (!TryMove(homes[i]!))
                    throw Posix.Error($"leave {groups[i]}");
        }
    }

    /// <summary>The group that this thread is in, in the same hierarchy; null when that is not one of version 1.</summary>
    private static string? FindHome(string group)
    {
        if (!File.Exists(Path.Combine(group, OwnThread))) return null;
        var root = group;
        while (Path.GetDirectoryName(root) is { } parent && File.Exists(Path.Combine(parent, OwnThread))) root = parent;
        var controllers = Path.GetFileName(root).Split(',');
        foreach (var line in File.ReadLines("/proc/thread-self/cgroup"))
        {
            var parts = line.Split(':', 3);
            if (parts.Length < 3 || !parts[1].Split(',').Intersect(controllers).Any()) continue;
            var home = root + parts[2].TrimEnd('/');
            return File.Exists(Path.Combine(home, OwnThread)) ? home : null;
        }

        return null;
    }

    private static bool TryMove(string group)
    {
        var file = Libc.OpenAt(Posix.AtFdCwd, Path.Combine(group, OwnThread), Posix.WriteOnly | Posix.CloseOnExec, 0);
        if (file < 0) return false;
        var written = Posix.Write(file, "0"u8);
        Libc.Close(file);
        return written == 1;
    }
}
