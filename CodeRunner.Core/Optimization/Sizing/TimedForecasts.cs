namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>What was forecast at a time, as it is stored.</summary>
public sealed record TimedForecasts(DateTimeOffset Time, IReadOnlyList<double> Values);
