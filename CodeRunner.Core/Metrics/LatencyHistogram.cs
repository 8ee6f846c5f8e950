namespace CodeRunner.Core.Metrics;

/// <summary>How many answers took how long, in <see cref="LatencyBuckets"/>; only the buckets that have some, in their order.</summary>
public sealed record LatencyHistogram(IReadOnlyList<LatencyCount> Counts)
{
    private const double MicrosecondsPerMillisecond = 1000;

    /// <summary>In milliseconds, of all that was added up: no average of percentiles could tell it. <paramref name="rank"/> is from 0 to 1.</summary>
    public double Percentile(double rank)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(rank * Counts.Sum(each => each.Count)));
        var seen = 0L;
        foreach (var (bucket, count) in Counts)
        {
            seen += count;
            if (seen >= wanted)
                return LatencyBuckets.MiddleOf(bucket) / MicrosecondsPerMillisecond;
        }
        throw new InvalidOperationException("A histogram has at least one answer.");
    }

    /// <summary>Of two moments, or of two who counted in the same one.</summary>
    public static LatencyHistogram? Sum(LatencyHistogram? one, LatencyHistogram? other)
    {
        if (one is null || other is null)
            return one ?? other;
        var sum = new LatencySum();
        sum.Add(one);
        sum.Add(other);
        return sum.ToHistogram();
    }
}
