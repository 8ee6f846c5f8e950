namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// Requests that waited more than a second; seconds in which such a one was served; hours of instances that served or started; what those cost by the price list; how often the number was changed.
/// </summary>
public sealed record ScalingReplayScore(long LateRequests, int ViolationSeconds, double InstanceHours, decimal Cost, int Changes);
