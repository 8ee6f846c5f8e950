using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

/// <summary>What a sandbox uses, from its control groups. Memory is without the file cache that the kernel would give up at once.</summary>
internal static class UsageMeter
{
    public static SandboxUsage? Measure(SandboxGroups groups)
    {
        try
        {
            var directories = groups.Directories;
            if (!directories.TryGetValue("memory", out var memory) || !directories.TryGetValue("pids", out var pids)) return null;
            if (ReadCpu(directories) is not { } cpu) return null;
            var used = ReadNumber(Path.Combine(memory, "memory.current")) ?? ReadNumber(Path.Combine(memory, "memory.usage_in_bytes")) ?? 0;
            var cache = ReadLine(Path.Combine(memory, "memory.stat"), "total_inactive_file") ?? ReadLine(Path.Combine(memory, "memory.stat"), "inactive_file") ?? 0;
            var count = ReadNumber(Path.Combine(pids, "pids.current")) ?? 0;
            return new SandboxUsage(cpu, Math.Max(0, used - cache), (int)Math.Max(0, count - groups.OwnProcesses));
        }
        catch (IOException)
        {
            return null;
        }
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
