namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>
/// What was measured of a deployment in the last moments, each null where it was not: % of the limits, of the instance that has the most; % of the requests that the
/// app failed to answer, and their latency in ms, null without requests.
/// </summary>
public sealed record ObservedLoad(double? CpuPercent, double? MemoryPercent, double? DiskPercent, double? ErrorPercent, double? P95Ms);
