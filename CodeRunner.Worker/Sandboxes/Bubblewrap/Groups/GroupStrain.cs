using System.Globalization;
using CodeRunner.Core.Deployments.Limiting;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

/// <summary>How hard a sandbox presses against its limits, from its control groups. Memory is without the file cache that the kernel would give up at once.</summary>
internal static class GroupStrain
{
    private const int PeriodMilliseconds = 100;

    /// <summary>What these groups have refused; throws <see cref="IOException"/> when they are gone.</summary>
    public static Strain Find(SandboxGroups groups)
    {
        var (memory, pids, cpu) = (groups.Directories.GetValueOrDefault("memory"), groups.Directories.GetValueOrDefault("pids"), groups.Directories.GetValueOrDefault("cpu"));
        return new Strain
        {
            RefusedProcesses = pids is null ? null : ReadLine(Path.Combine(pids, "pids.events"), "max"),
            MemoryHits = memory is null ? null : ReadNumber(Path.Combine(memory, "memory.failcnt")) ?? ReadLine(Path.Combine(memory, "memory.events"), "max"),
            MemoryBytes = memory is null ? null : ReadMemory(memory),
            Slowed = cpu is not null && ReadLine(Path.Combine(cpu, "cpu.stat"), "nr_throttled") is { } periods ? TimeSpan.FromMilliseconds(periods * PeriodMilliseconds) : null,
        };
    }

    private static long ReadMemory(string memory)
    {
        var used = ReadNumber(Path.Combine(memory, "memory.current")) ?? ReadNumber(Path.Combine(memory, "memory.usage_in_bytes")) ?? 0;
        var cache = ReadLine(Path.Combine(memory, "memory.stat"), "total_inactive_file") ?? ReadLine(Path.Combine(memory, "memory.stat"), "inactive_file") ?? 0;
        return Math.Max(0, used - cache);
    }

    private static long? ReadNumber(string path) => File.Exists(path) ? long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : null;

    private static long? ReadLine(string path, string name)
    {
        if (!File.Exists(path)) return null;
        foreach (var line in File.ReadLines(path))
            if (line.StartsWith(name + " ", StringComparison.Ordinal))
                return long.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
        return null;
    }
}
