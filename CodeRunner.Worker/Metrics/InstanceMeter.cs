using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Metrics;

/// <summary>
/// Makes what one instance uses in a second of the counters of its sandbox. They begin anew with each sandbox, and so does this; the first reading, of a sandbox that ran
/// before this Worker came too, only says from where to count.
/// </summary>
internal sealed class InstanceMeter(SandboxLabels labels, ISandboxMeter meter, TimeProvider clock) : IDisposable
{
    private SandboxReading before;
    private long readAt;

    public SandboxLabels Labels => labels;

    public bool TryMeasure(out Usage usage)
    {
        usage = default;
        if (!meter.TryRead(out var now))
            return false;
        var at = clock.GetTimestamp();
        var seconds = readAt == 0 ? 0 : clock.GetElapsedTime(readAt, at).TotalSeconds;
        usage[UsageMeasure.Cpu] = Gauge.Of(Rate(before.CpuMicroseconds, now.CpuMicroseconds, seconds));
        usage[UsageMeasure.NetworkIn] = Gauge.Of(Rate(before.ReceivedBytes, now.ReceivedBytes, seconds));
        usage[UsageMeasure.NetworkOut] = Gauge.Of(Rate(before.SentBytes, now.SentBytes, seconds));
        usage[UsageMeasure.Memory] = Gauge.Of(now.MemoryBytes);
        usage[UsageMeasure.Pids] = Gauge.Of(now.Pids);
        usage[UsageMeasure.Disk] = Gauge.Of(now.DiskBytes);
        usage[UsageMeasure.Instances] = Gauge.Of(1);
        (before, readAt) = (now, at);
        return true;
    }

    public void Dispose() => meter.Dispose();

    /// <summary>Null without two readings, and where the counter went back: nobody knows how far it had come.</summary>
    private static long? Rate(long? from, long? to, double seconds) => seconds > 0 && to >= from ? (long)Math.Round((to.Value - from.Value) / seconds) : null;
}
