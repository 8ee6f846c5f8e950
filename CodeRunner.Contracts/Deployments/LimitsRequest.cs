namespace CodeRunner.Contracts.Deployments;

/// <summary>What is left out keeps its value, or the default for a new deployment.</summary>
public sealed record LimitsRequest(double? Cpus = null, int? MemoryMb = null, int? Pids = null, int? DiskMb = null);
