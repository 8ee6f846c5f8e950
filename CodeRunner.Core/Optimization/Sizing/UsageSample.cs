namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>What the instance that used the most had in some minutes before <paramref name="Time"/>: cores on average, and the most bytes of memory.</summary>
public readonly record struct UsageSample(DateTimeOffset Time, double Cpus, double MemoryBytes, bool OomKilled = false);
