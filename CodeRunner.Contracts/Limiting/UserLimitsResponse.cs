namespace CodeRunner.Contracts.Limiting;

/// <summary>What all projects that count against a user may reserve together, and what they do. <see cref="Own"/>: the operator set the limits for this user.</summary>
public sealed record UserLimitsResponse(ResourceLimits Limits, bool Own, ReservedResources Used, int Projects);
