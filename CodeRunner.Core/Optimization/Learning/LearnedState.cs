using CodeRunner.Core.Optimization.Histograms;
using CodeRunner.Core.Optimization.Sizing;

namespace CodeRunner.Core.Optimization.Learning;

/// <summary>All that was learned of a deployment, as it is stored, in JSON; some tens of kilobytes at most, however long it has run.</summary>
public sealed record LearnedState(
    SizingCheckpoint History, HistogramCheckpoint Seconds, HistogramCheckpoint Cores, IReadOnlyList<UsageEnd> Ends, IReadOnlyList<UsageLoad> Loads);
