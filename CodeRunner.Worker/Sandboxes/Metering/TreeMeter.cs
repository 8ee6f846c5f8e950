using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>Of processes without control groups, by looking at each: where nothing is limited, there is nothing cheaper.</summary>
internal sealed class TreeMeter(ProcessIdentity first, int ownProcesses, DiskMeter? disk) : ISandboxMeter
{
    public bool TryRead(out SandboxReading reading)
    {
        var usage = ProcessUsage.MeasureTree(first);
        reading = usage is null
            ? default
            : new SandboxReading((long)usage.CpuTime.TotalMicroseconds, usage.MemoryBytes, Math.Max(0, usage.Pids - ownProcesses), disk?.Read(), null, null);
        return usage is not null;
    }

    public void Dispose()
    {
    }
}
