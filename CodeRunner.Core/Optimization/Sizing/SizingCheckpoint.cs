namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>All that right-sizing knows of a deployment, as it is stored, in JSON.</summary>
public sealed record SizingCheckpoint(
    OutlookCheckpoint Cpu, MemoryCheckpoint Memory, DateTimeOffset? Since, DateTimeOffset? Until, TimeSpan Covered, DateTimeOffset? OomKilledAt, int OomKills);
