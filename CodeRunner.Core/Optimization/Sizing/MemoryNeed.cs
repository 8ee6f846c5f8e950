using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// How much memory is enough. Who is over a memory limit is killed, so it follows peaks, and leaves room for what has not been seen yet: the less history, the more.
/// </summary>
internal sealed class MemoryNeed
{
    /// <summary>A peak is forgotten after about a week without another.</summary>
    private const double PeakRank = 0.999;

    private const double OomFactor = 1.2;
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(2);
    private static readonly TimeSpan Young = TimeSpan.FromHours(2);
    private static readonly TimeSpan Sample = TimeSpan.FromMinutes(5);
    private static readonly HistogramBuckets Bytes = HistogramBuckets.Exponential(most: 4e12, first: 1e6, ratio: 1.02, epsilon: 1e-12);

    private readonly DecayingHistogram seen;
    private double last;

    public MemoryNeed() => seen = new DecayingHistogram(Bytes, HalfLife);

    private MemoryNeed(DecayingHistogram seen, double last) => (this.seen, this.last) = (seen, last);

    public MemoryCheckpoint ToCheckpoint() => new(seen.ToCheckpoint(), last);

    public static MemoryNeed? Load(MemoryCheckpoint stored) =>
        DecayingHistogram.TryLoad(stored.Seen, Bytes, HalfLife, out var histogram) ? new MemoryNeed(histogram, stored.Last) : null;

    public void Observe(double bytes, DateTimeOffset time)
    {
        seen.Add(bytes, 1, time);
        last = bytes;
    }

    /// <summary>What was killed at <paramref name="bytes"/> wanted more; how much, nobody knows.</summary>
    public void OomKilled(double bytes, DateTimeOffset time) => seen.Add(bytes * OomFactor, 1, time);

    /// <summary>
    /// The peak, <see cref="SizingRules.MemoryMargin"/> over it, twice that after two hours of history, and <see cref="SizingRules.MemorySwing"/> times what lies between peak and trough: what
    /// swings will swing further.
    /// </summary>
    public double Limit(SizingRules rules, TimeSpan history)
    {
        var margin = rules.MemoryMargin * (1 + Young / (history + Sample));
        return Peak * (1 + margin) + rules.MemorySwing * Math.Max(0, Peak - seen.Percentile(0));
    }

    public LimitOutlook Of(double limit) => new(limit, Math.Min(1, seen.Percentile(0.5) / limit), seen.ShareOver(limit));

    /// <summary>What is used now counts, however rare it is.</summary>
    private double Peak => Math.Max(seen.Percentile(PeakRank), last);
}
