namespace CodeRunner.Contracts.Configuration;

/// <summary>What the caller may do with a configuration; <paramref name="Apply"/>: restart what runs with an older version of it.</summary>
public sealed record ConfigRights(bool See, bool Write, bool Reveal, bool Apply);
