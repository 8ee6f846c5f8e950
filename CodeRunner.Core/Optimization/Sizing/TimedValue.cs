namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>A usage at a time, as it is stored.</summary>
public readonly record struct TimedValue(DateTimeOffset Time, double Value);
