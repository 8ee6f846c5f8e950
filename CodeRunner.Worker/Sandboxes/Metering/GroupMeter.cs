using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>Reads a sandbox's control groups of either version.</summary>
internal sealed class GroupMeter : IDisposable
{
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly OpenFile? cpuLegacy;
    private readonly OpenFile? cpu;
    private readonly OpenFile? memory;
    private readonly OpenFile? memoryParts;
    private readonly OpenFile? pids;
    private readonly int ownProcesses;
    private bool? hasTotal;

    private GroupMeter(SandboxGroups groups, int ownProcesses)
    {
        this.ownProcesses = ownProcesses;
        var directories = groups.Directories;
        if (directories.TryGetValue("cpuacct", out var accounted))
            cpuLegacy = OpenFile.TryOpen(accounted, "cpuacct.usage");
        else if (directories.TryGetValue("cpu", out var unified))
            cpu = OpenFile.TryOpen(unified, "cpu.stat");
        if (directories.TryGetValue("memory", out var remembered))
        {
            memory = OpenFile.TryOpen(remembered, "memory.current", "memory.usage_in_bytes");
            memoryParts = OpenFile.TryOpen(remembered, "memory.stat");
        }
        if (directories.TryGetValue("pids", out var counted))
            pids = OpenFile.TryOpen(counted, "pids.current");
    }

    /// <summary><paramref name="ownProcesses"/> in them are not the app's.</summary>
    public static GroupMeter Open(SandboxGroups groups, int ownProcesses) => new(groups, ownProcesses);

    /// <summary>Microseconds since the start. Throws <see cref="IOException"/> when the group is gone, as the others do.</summary>
    public long? ReadCpu() => cpuLegacy is not null ? cpuLegacy.ReadNumber() / NanosecondsPerMicrosecond : cpu?.ReadLine("usage_usec"u8);

    /// <summary>Bytes, without the file cache that the kernel would give up at once.</summary>
    public long? ReadMemory() => memory?.ReadNumber() is { } used ? Math.Max(0, used - (ReadCache() ?? 0)) : null;

    public int? ReadPids() => pids?.ReadNumber() is { } count ? (int)Math.Max(0, count - ownProcesses) : null;

    public void Dispose()
    {
        foreach (var file in (OpenFile?[])[cpuLegacy, cpu, memory, memoryParts, pids])
            file?.Dispose();
    }

    /// <summary>Version 1 has a line of its own for what its children have, too.</summary>
    private long? ReadCache()
    {
        if (memoryParts is null)
            return null;
        if (hasTotal is not false && memoryParts.ReadLine("total_inactive_file"u8) is { } total)
        {
            hasTotal = true;
            return total;
        }
        hasTotal = false;
        return memoryParts.ReadLine("inactive_file"u8);
    }
}
