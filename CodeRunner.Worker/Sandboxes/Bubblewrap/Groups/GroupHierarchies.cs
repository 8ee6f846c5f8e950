namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

/// <summary>Where this machine's control groups are mounted: version 2, or version 1 with a directory a controller. Pure but for <see cref="Read"/>.</summary>
internal sealed record GroupHierarchies(string? Unified, IReadOnlyDictionary<string, string> Legacy)
{
    private static readonly string[] Wanted = ["memory", "cpu", "cpuacct", "pids"];

    public static GroupHierarchies Read() => Parse(File.ReadLines("/proc/self/mountinfo"));

    public static GroupHierarchies Parse(IEnumerable<string> mountInfo)
    {
        string? unified = null;
        var legacy = new Dictionary<string, string>();
        foreach (var line in mountInfo)
        {
            var halves = line.Split(" - ", 2);
            if (halves.Length < 2) continue;
            var (place, kind) = (halves[0].Split(' '), halves[1].Split(' '));
            if (place.Length < 5 || kind.Length < 3) continue;
            if (kind[0] == "cgroup2") unified = place[4];
            if (kind[0] == "cgroup")
                foreach (var controller in kind[2].Split(',').Intersect(Wanted))
                    legacy[controller] = place[4];
        }

        return new GroupHierarchies(unified, legacy);
    }
}
