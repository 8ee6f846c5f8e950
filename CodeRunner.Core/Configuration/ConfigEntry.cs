namespace CodeRunner.Core.Configuration;

/// <summary>A key in one version of a configuration, and the stored value that it has there.</summary>
public sealed record ConfigEntry(string Key, Guid ValueId, string? Description);
