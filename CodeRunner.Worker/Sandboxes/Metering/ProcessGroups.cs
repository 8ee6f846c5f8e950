using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>The control groups that a process is in, whoever made them: a container engine, above all.</summary>
internal static class ProcessGroups
{
    private static readonly string[] Unified = ["memory", "cpu", "pids"];

    public static SandboxGroups Of(int pid)
    {
        try
        {
            return Parse(File.ReadLines($"/proc/{pid}/cgroup"), GroupHierarchies.Read());
        }
        catch (IOException)
        {
            return SandboxGroups.None; // It ended meanwhile.
        }
    }

    /// <summary>Lines of an id, the controllers, and the place beneath where they are mounted; version 2's has the id 0 and no controllers.</summary>
    internal static SandboxGroups Parse(IEnumerable<string> lines, GroupHierarchies hierarchies)
    {
        var found = new Dictionary<string, string>();
        foreach (var parts in lines.Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            foreach (var controller in parts[1].Split(','))
                if (hierarchies.Legacy.TryGetValue(controller, out var mount))
                    found[controller] = Path.Join(mount, parts[2]);
            if (parts[0] != "0" || hierarchies.Unified is not { } all)
                continue;
            foreach (var controller in Unified)
                found.TryAdd(controller, Path.Join(all, parts[2]));
        }
        return new SandboxGroups(found);
    }
}
