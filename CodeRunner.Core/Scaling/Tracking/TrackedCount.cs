namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>How many instances there should be, and what says so.</summary>
public readonly record struct TrackedCount(int Instances, TrackingRule Rule);
