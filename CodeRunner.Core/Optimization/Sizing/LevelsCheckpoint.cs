namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>The forecasts of usage as they are stored, in JSON.</summary>
public sealed record LevelsCheckpoint(IReadOnlyList<double>? Means, IReadOnlyList<TimedValue> LastHour, int Seen);
