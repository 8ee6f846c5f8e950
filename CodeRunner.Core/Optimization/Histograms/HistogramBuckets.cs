namespace CodeRunner.Core.Optimization.Histograms;

/// <summary>How values from 0 on are put into buckets; what is larger than all of them is in the last. A bucket whose weight is below <see cref="Epsilon"/> counts as empty.</summary>
public sealed class HistogramBuckets
{
    private readonly double first;
    private readonly double ratio;

    private readonly double[] starts;

    private HistogramBuckets(int count, double first, double ratio, double epsilon)
    {
        (this.first, this.ratio, Epsilon) = (first, ratio, epsilon);
        starts = [.. Enumerable.Range(0, count).Select(bucket => ratio == 1 ? bucket * first : first * (Math.Pow(ratio, bucket) - 1) / (ratio - 1))];
    }

    public int Count => starts.Length;

    public double Epsilon { get; }

    /// <summary>All of <paramref name="size"/>.</summary>
    public static HistogramBuckets Linear(double most, double size, double epsilon)
    {
        Check(most, size, epsilon);
        return new HistogramBuckets((int)Math.Ceiling(most / size) + 1, size, 1, epsilon);
    }

    /// <summary>The first of <paramref name="first"/>, each other <paramref name="ratio"/> times as large as the one before it.</summary>
    public static HistogramBuckets Exponential(double most, double first, double ratio, double epsilon)
    {
        Check(most, first, epsilon);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ratio, 1);
        return new HistogramBuckets((int)Math.Ceiling(Math.Log(most * (ratio - 1) / first + 1, ratio)) + 1, first, ratio, epsilon);
    }

    public double StartOf(int bucket) => starts[bucket];

    /// <summary>The last bucket has no end: its start stands for it.</summary>
    public double EndOf(int bucket) => starts[Math.Min(bucket + 1, Count - 1)];

    public int Of(double value)
    {
        if (!(value >= first))
            return 0;
        var exact = ratio == 1 ? value / first : Math.Log(value * (ratio - 1) / first + 1, ratio);
        var bucket = (int)Math.Min(exact, Count - 1);
        // A logarithm or a quotient may fall just beside a whole number: what a bucket's start says is what counts.
        if (bucket + 1 < Count && StartOf(bucket + 1) <= value)
            return bucket + 1;
        return StartOf(bucket) > value ? bucket - 1 : bucket;
    }

    private static void Check(double most, double first, double epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
    }
}
