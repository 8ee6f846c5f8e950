namespace CodeRunner.Contracts.Limiting;

/// <summary>A user as an operator sees it, with what all projects reserve that count against it.</summary>
public sealed record SystemUserLimits(
    string Email, string DisplayName, int Projects, ResourceLimits Limits, bool Own, ReservedResources Used, string? SetBy = null, DateTimeOffset? SetAt = null);
