namespace CodeRunner.Contracts.Deployments;

/// <summary>What is left out keeps its value, or the default for a new deployment.</summary>
public sealed record IngressLimitsRequest(int? MaxBodyMb = null, int? MaxConcurrent = null);
