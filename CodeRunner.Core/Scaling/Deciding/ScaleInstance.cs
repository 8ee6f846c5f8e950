namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>A healthy instance: for how long it has been, and what it uses of its limits; null where that was not measured.</summary>
public readonly record struct ScaleInstance(int HealthySeconds, double? CpuPercent, double? MemoryPercent);
