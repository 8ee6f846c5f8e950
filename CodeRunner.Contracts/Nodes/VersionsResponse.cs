namespace CodeRunner.Contracts.Nodes;

/// <summary>Of the Api, which is the platform's, and of the servers; null of one that does not answer.</summary>
public sealed record VersionsResponse(string Platform, string? Postgres, string? Redis);
