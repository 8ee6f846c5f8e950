namespace CodeRunner.Core.Optimization.Learning;

/// <summary>
/// What held a release's instances up in some minutes before <paramref name="Time"/>, each null where it was not measured: shares of the time [0–1], and ms of a request.
/// <paramref name="DownstreamMs"/>: the time of a request that neither the processor nor the wait for an instance explains.
/// </summary>
public sealed record UsageLoad(DateTimeOffset Time, Guid ReleaseId, double? CpuThrottled, double? MemoryStalled, double? DownstreamMs, double? RequestMs)
{
    /// <summary>How long a request waited before an instance took it up, in ms; null also where an earlier version stored it.</summary>
    public double? QueueMs { get; init; }
}
