namespace CodeRunner.Core.Optimization.Learning;

/// <summary>
/// What held a release's instances up in some minutes before <paramref name="Time"/>, each null where it was not measured: shares of the time [0–1], and ms of a request.
/// <paramref name="DownstreamMs"/>: the time of a request that the processor does not explain.
/// </summary>
public sealed record UsageLoad(DateTimeOffset Time, Guid ReleaseId, double? CpuThrottled, double? MemoryStalled, double? DownstreamMs, double? RequestMs);
