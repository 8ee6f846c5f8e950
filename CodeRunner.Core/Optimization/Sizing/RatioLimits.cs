using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>Limits as multiples of a forecast, tried on all multiples of it that usage had. Pure.</summary>
internal static class RatioLimits
{
    /// <summary>
    /// Every bucket's end is tried. One price for all apps makes the best of a share of samples that all of them together may be over: it is spent where it saves most.
    /// </summary>
    public static LimitOutlook Best(DecayingHistogram ratios, double priceOfOver, double mostOver)
    {
        var (total, under, used) = (ratios.TotalWeight, 0.0, 0.0);
        LimitOutlook? best = null;
        for (var bucket = 0; bucket < ratios.Buckets.Count; bucket++)
        {
            var weight = ratios.WeightOf(bucket);
            if (weight <= 0)
                continue;
            under += weight;
            used += weight * Middle(ratios.Buckets, bucket);
            var tried = Outlook(ratios.Buckets.EndOf(bucket), total, under, used);
            if (best is not { } until || until.Over > mostOver || tried.Worth(priceOfOver) > until.Worth(priceOfOver))
                best = tried;
        }
        return best!.Value;
    }

    /// <summary>A limit within a bucket has the part of it below it under it.</summary>
    public static LimitOutlook Of(DecayingHistogram ratios, double limit)
    {
        var (buckets, under, used) = (ratios.Buckets, 0.0, 0.0);
        for (var bucket = 0; bucket < buckets.Count && buckets.StartOf(bucket) < limit; bucket++)
        {
            var (start, end) = (buckets.StartOf(bucket), buckets.EndOf(bucket));
            var part = end <= limit || end == start ? 1 : (limit - start) / (end - start);
            under += part * ratios.WeightOf(bucket);
            used += part * ratios.WeightOf(bucket) * (start + Math.Min(end, limit)) / 2;
        }
        return Outlook(limit, ratios.TotalWeight, under, used);
    }

    private static LimitOutlook Outlook(double limit, double total, double under, double used)
    {
        var over = Math.Clamp((total - under) / total, 0, 1);
        return new LimitOutlook(limit, Math.Clamp(used / limit / total + over, 0, 1), over);
    }

    private static double Middle(HistogramBuckets buckets, int bucket) => (buckets.StartOf(bucket) + buckets.EndOf(bucket)) / 2;
}
