namespace CodeRunner.Contracts.Configuration;

/// <summary>What the caller may do with a configuration.</summary>
public sealed record ConfigRights(bool See, bool Write, bool Reveal);
