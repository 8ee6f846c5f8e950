using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Bottlenecks;

/// <summary>
/// What held a deployment up in one moment, each null where it was not measured. Of its time [0–1]: <paramref name="CpuThrottled"/>, <paramref name="MemoryStalled"/>. Of its
/// requests, in ms on average: <paramref name="QueueMs"/> at the ingress and <paramref name="DownstreamMs"/> in calls of its own, both part of <paramref name="RequestMs"/>.
/// </summary>
public sealed record LoadSample(
    DateTimeOffset Time, int Release, double? CpuThrottled, double? MemoryStalled, double? QueueMs, double? DownstreamMs, double? RequestMs)
{
    /// <summary>The share of time lost to <paramref name="resource"/>, [0–1]; null where it was not measured.</summary>
    public double? ShareOf(BottleneckResource resource) => resource switch
    {
        BottleneckResource.Cpu => Share(CpuThrottled),
        BottleneckResource.Memory => Share(MemoryStalled),
        BottleneckResource.Queue => OfRequest(QueueMs),
        _ => OfRequest(DownstreamMs),
    };

    private double? OfRequest(double? ms) => RequestMs > 0 ? Share(ms / RequestMs) : null;

    private static double? Share(double? share) => share is { } known && !double.IsNaN(known) ? Math.Clamp(known, 0, 1) : null;
}
