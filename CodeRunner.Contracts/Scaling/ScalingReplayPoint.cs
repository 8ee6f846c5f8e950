namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// A stretch of a replay: when it began (Unix seconds; of a CSV, seconds since its beginning), requests/s in it, and the most instances in it, by the present policies and by the proposed ones.
/// </summary>
public sealed record ScalingReplayPoint(long Time, double Requests, int Current, int Proposed);
