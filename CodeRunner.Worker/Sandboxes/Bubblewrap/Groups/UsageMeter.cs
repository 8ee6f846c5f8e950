using System.Globalization;
using CodeRunner.Core.Deployments.Limiting;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

/// <summary>What a sandbox uses, from its control groups. Memory is without the file cache that the kernel would give up at once.</summary>
internal static class UsageMeter
{
    private const int PeriodMilliseconds = 100;

    public static SandboxUsage? Measure(SandboxGroups groups)
    {
        try
        {
            var directories = groups.Directories;
            if (!directories.TryGetValue("memory", out var memory) || !directories.TryGetValue("pids", out var pids)) return null;
            if (ReadCpu(directories) is not { } cpu) return null;
            var count = ReadNumber(Path.Combine(pids, "pids.current")) ?? 0;
            return new SandboxUsage(cpu, ReadMemory(memory), (int)Math.Max(0, count - groups.OwnProcesses));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What these groups have refused; throws <see cref="IOException"/> when they are gone.</summary>
    public static Strain FindStrain(SandboxGroups groups)
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

    private static TimeSpan? ReadCpu(IReadOnlyDictionary<string, string> directories)
    {
        if (directories.TryGetValue("cpuacct", out var legacy) && ReadNumber(Path.Combine(legacy, "cpuacct.usage")) is { } nanoseconds)
            return TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
        return directories.TryGetValue("cpu", out var unified) && ReadLine(Path.Combine(unified, "cpu.stat"), "usage_usec") is { } microseconds
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
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
