namespace CodeRunner.Core.Metrics;

/// <summary>Adds histograms up. For one thread.</summary>
public sealed class LatencySum
{
    private readonly long[] counts = new long[LatencyBuckets.Count];
    private long total;

    public bool IsEmpty => total == 0;

    public void Add(LatencyHistogram? histogram)
    {
        foreach (var (bucket, count) in histogram?.Counts ?? [])
            Add(bucket, count);
    }

    public void Add(int bucket, long count)
    {
        counts[bucket] += count;
        total += count;
    }

    /// <summary>Null where there is nothing.</summary>
    public LatencyHistogram? ToHistogram()
    {
        if (IsEmpty)
            return null;
        var found = new List<LatencyCount>();
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            if (counts[bucket] > 0)
                found.Add(new LatencyCount(bucket, counts[bucket]));
        }
        return new LatencyHistogram(found);
    }

    public void Clear()
    {
        if (!IsEmpty)
            Array.Clear(counts);
        total = 0;
    }
}
