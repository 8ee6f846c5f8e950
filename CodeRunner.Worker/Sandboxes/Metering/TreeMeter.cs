using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>Of processes without control groups, by looking at each: where nothing is limited, there is nothing cheaper.</summary>
internal sealed class TreeMeter(ProcessIdentity first, int ownProcesses, DiskMeter? disk) : ISandboxMeter
{
    public bool TryRead(out SandboxReading reading)
    {
        var tree = ProcessTree.Measure(first);
        reading = tree is { } all ? new SandboxReading(all.CpuMicroseconds, all.MemoryBytes, Math.Max(0, all.Processes - ownProcesses), disk?.Read(), null, null) : default;
        return tree is not null;
    }

    public void Dispose()
    {
    }
}
