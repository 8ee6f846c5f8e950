using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>A forecast of the next hour's usage, the multiples of it that usage had before, and the best limit by them.</summary>
internal readonly record struct ChosenForecast(DecayingHistogram Ratios, double Level, LimitOutlook Best)
{
    /// <summary>What another limit would do.</summary>
    public LimitOutlook Of(double limit) => RatioLimits.Of(Ratios, limit / Level) with { Limit = limit };
}
