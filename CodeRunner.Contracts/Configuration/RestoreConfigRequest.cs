namespace CodeRunner.Contracts.Configuration;

/// <summary>Makes a new version with what an earlier one has.</summary>
public sealed record RestoreConfigRequest(int? Version, string? Reason = null);
