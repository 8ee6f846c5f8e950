namespace CodeRunner.Contracts.Limiting;

/// <summary>What holds for every project and every user that has no limits of its own, as configured.</summary>
public sealed record SystemLimitsResponse(ResourceLimits Project, ResourceLimits User);
