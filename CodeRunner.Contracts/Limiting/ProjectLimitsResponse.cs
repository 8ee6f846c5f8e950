namespace CodeRunner.Contracts.Limiting;

/// <summary>A project's limits, and what its deployments reserve of them. <see cref="Own"/>: the operator set them for this project; else they are the platform's usual ones.</summary>
public sealed record ProjectLimitsResponse(ResourceLimits Limits, bool Own, ReservedResources Used, AccountableUser? CountsAgainst);
