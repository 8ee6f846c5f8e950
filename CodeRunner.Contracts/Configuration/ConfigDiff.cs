namespace CodeRunner.Contracts.Configuration;

/// <summary>Keys that differ, and for each how.</summary>
public sealed record ConfigDiff(
    IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed, IReadOnlyList<ConfigDiffItem> Items, int Version);
