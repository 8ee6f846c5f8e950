namespace CodeRunner.Contracts.Configuration;

/// <summary>A configuration as it is now; version 0 is the empty one. Values are null for who may see names only.</summary>
public sealed record ConfigResponse(
    int Version, IReadOnlyList<ConfigVariable> Variables, IReadOnlyList<ConfigSecret> Secrets, DateTimeOffset? UpdatedAt, string? UpdatedBy, ConfigRights May);
