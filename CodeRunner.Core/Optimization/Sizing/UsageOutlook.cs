using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// What a limit is expected to do in the hour that it holds at least. For each simple forecast there is a decaying histogram of what usage was, within an hour after it, as a
/// multiple of it: the spread that matters, noise, drift and steps alike.
/// </summary>
internal sealed class UsageOutlook
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(1);
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(12);
    private static readonly HistogramBuckets Ratios = HistogramBuckets.Exponential(most: 10, first: 0.004, ratio: 1.01, epsilon: 1e-12);

    private readonly UsageLevels levels;
    private readonly DecayingHistogram[] ratios;
    private readonly Queue<TimedForecasts> lastHour;
    private IReadOnlyList<double>? now;

    /// <summary><paramref name="least"/>: usage below it is noise, in the unit of the usage.</summary>
    public UsageOutlook(double least)
    {
        levels = new UsageLevels(least);
        ratios = [.. Enumerable.Range(0, UsageLevels.Count).Select(_ => new DecayingHistogram(Ratios, HalfLife))];
        lastHour = new();
    }

    private UsageOutlook(double least, OutlookCheckpoint stored, DecayingHistogram[] ratios)
    {
        levels = new UsageLevels(least, stored.Levels);
        this.ratios = ratios;
        lastHour = new(stored.LastHour);
        now = stored.LastHour.Count > 0 ? stored.LastHour[^1].Values : null;
    }

    public OutlookCheckpoint ToCheckpoint() => new(levels.ToCheckpoint(), [.. lastHour], [.. ratios.Select(each => each.ToCheckpoint())]);

    /// <summary>Null when it was stored by a version that forecast otherwise: then history begins anew.</summary>
    public static UsageOutlook? Load(double least, OutlookCheckpoint stored)
    {
        var ratios = stored.Ratios.Select(each => DecayingHistogram.TryLoad(each, Ratios, HalfLife, out var histogram) ? histogram : null).OfType<DecayingHistogram>().ToArray();
        var whole = ratios.Length == UsageLevels.Count && stored.LastHour.All(each => each.Values.Count == UsageLevels.Count);
        return whole ? new UsageOutlook(least, stored, ratios) : null;
    }

    public void Observe(double value, DateTimeOffset time)
    {
        if (now is null)
            Presume(time);
        while (lastHour.TryPeek(out var oldest) && time - oldest.Time > Horizon)
            lastHour.Dequeue();
        foreach (var forecast in lastHour)
        {
            for (var level = 0; level < ratios.Length; level++)
                ratios[level].Add(value / forecast.Values[level], 1, time);
        }
        now = levels.Observe(value, time);
        lastHour.Enqueue(new TimedForecasts(time, now));
    }

    /// <summary>The forecast whose best limit is worth the most by <paramref name="rules"/>; null while nothing was seen.</summary>
    public ChosenForecast? Choose(SizingRules rules)
    {
        if (now is null)
            return null;
        ChosenForecast? best = null;
        for (var level = 0; level < ratios.Length; level++)
        {
            var outlook = RatioLimits.Best(ratios[level], rules.PriceOfOver, rules.MostOver);
            if (best is not { } until || outlook.Worth(rules.PriceOfOver) > until.Best.Worth(rules.PriceOfOver))
                best = new ChosenForecast(ratios[level], now[level], outlook with { Limit = outlook.Limit * now[level] });
        }
        return best;
    }

    /// <summary>Before anything is known: that usage stays within some tenths of each forecast. A few hours outweigh it.</summary>
    private void Presume(DateTimeOffset time)
    {
        const int points = 64;
        const double spread = 0.06;
        const double weight = 24.0 / points;
        foreach (var histogram in ratios)
        {
            for (var point = 0; point < points; point++)
            {
                var rank = (point + 0.5) / points;
                var deviation = rank < 0.5 ? Math.Log(2 * rank) : -Math.Log(2 * (1 - rank));
                histogram.Add(Math.Exp(spread * deviation), weight, time);
            }
        }
    }
}
