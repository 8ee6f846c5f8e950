namespace CodeRunner.Contracts.Configuration;

/// <summary>One version: who made it, when and why, and how many keys it has.</summary>
public sealed record ConfigVersionResponse(int Version, string? CreatedBy, DateTimeOffset CreatedAt, string? Reason, int Keys);
