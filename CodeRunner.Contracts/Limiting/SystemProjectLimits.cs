namespace CodeRunner.Contracts.Limiting;

/// <summary>A project as an operator sees it: by its id, without its name or anything in it. <see cref="SetBy"/> and <see cref="SetAt"/> where it has limits of its own.</summary>
public sealed record SystemProjectLimits(
    Guid ProjectId, string? CountsAgainst, ResourceLimits Limits, bool Own, ReservedResources Used, string? SetBy = null, DateTimeOffset? SetAt = null);
