namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>What an instance may use now: cores and bytes; since when, null when they were never changed.</summary>
public sealed record AppliedLimits(double Cpus, double MemoryBytes, DateTimeOffset? ChangedAt);
