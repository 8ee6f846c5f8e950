using System.Numerics;

namespace CodeRunner.Core.Metrics;

/// <summary>
/// Sixteen buckets for each doubling of a time in microseconds, from 1 µs to over an hour: a bucket's middle is within 3.2 % of every time in it, so that histograms can be
/// added up for as long as one likes and still tell percentiles.
/// </summary>
public static class LatencyBuckets
{
    public const int Count = 464;

    private const int Bits = 4;
    private const int PerDoubling = 1 << Bits;
    private const long Longest = (1L << 32) - 1;

    public static int Of(TimeSpan time) => Of((long)time.TotalMicroseconds);

    public static int Of(long microseconds)
    {
        var value = (ulong)Math.Clamp(microseconds, 0, Longest);
        if (value < PerDoubling)
            return (int)value;
        var doubling = BitOperations.Log2(value) - Bits;
        return (doubling + 1) * PerDoubling + (int)((value >> doubling) & (PerDoubling - 1));
    }

    /// <summary>In microseconds.</summary>
    public static double MiddleOf(int bucket)
    {
        if (bucket < PerDoubling)
            return bucket;
        var doubling = bucket / PerDoubling - 1;
        var lowest = (long)(PerDoubling + bucket % PerDoubling) << doubling;
        return lowest + ((1L << doubling) - 1) / 2.0;
    }
}
