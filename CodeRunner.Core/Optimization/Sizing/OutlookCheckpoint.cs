using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>The outlook of a resource as it is stored, in JSON.</summary>
public sealed record OutlookCheckpoint(LevelsCheckpoint Levels, IReadOnlyList<TimedForecasts> LastHour, IReadOnlyList<HistogramCheckpoint> Ratios);
