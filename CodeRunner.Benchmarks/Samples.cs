namespace CodeRunner.Benchmarks;

/// <summary>Figures of repeated measurements.</summary>
internal static class Samples
{
    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);

    /// <summary>The nearest-rank percentile, <paramref name="rank"/> from 0 to 1.</summary>
    public static double Percentile(IEnumerable<double> values, double rank)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(rank * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
