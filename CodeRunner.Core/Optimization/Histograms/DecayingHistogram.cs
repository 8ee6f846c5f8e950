using System.Diagnostics.CodeAnalysis;

namespace CodeRunner.Core.Optimization.Histograms;

/// <summary>
/// How often which value was seen, where what was seen a <paramref name="halfLife"/> ago weighs half; without a half-life, all weigh the same. A percentile is the end of
/// its bucket, and so never too small. Not safe for several threads.
/// </summary>
public sealed class DecayingHistogram(HistogramBuckets buckets, TimeSpan? halfLife = null)
{
    /// <summary>So many half-lives after its reference, a weight of 1 has become 2^100: then the reference moves, long before a double overflows.</summary>
    private const double MostHalfLives = 100;

    private readonly double[] weights = new double[buckets.Count];
    private DateTimeOffset? reference;

    public HistogramBuckets Buckets => buckets;

    /// <summary>In units of the reference: only shares of it mean something.</summary>
    public double TotalWeight { get; private set; }

    public bool IsEmpty => !Array.Exists(weights, Counts);

    /// <summary>A weight in units of <see cref="TotalWeight"/>.</summary>
    public double WeightOf(int bucket) => weights[bucket];

    public void Add(double value, double weight, DateTimeOffset time)
    {
        var now = weight * Growth(time);
        weights[buckets.Of(value)] += now;
        TotalWeight += now;
    }

    /// <summary>Takes back what was added; a rest below the buckets' epsilon is none.</summary>
    public void Subtract(double value, double weight, DateTimeOffset time)
    {
        var now = weight * Growth(time);
        var bucket = buckets.Of(value);
        weights[bucket] = Rest(weights[bucket] - now);
        TotalWeight = Rest(TotalWeight - now);
    }

    /// <summary><paramref name="rank"/> from 0 to 1; 0 while nothing was seen.</summary>
    public double Percentile(double rank)
    {
        var last = Array.FindLastIndex(weights, Counts);
        if (last < 0)
            return 0;
        var bucket = Array.FindIndex(weights, Counts);
        for (var sum = weights[bucket]; sum < rank * TotalWeight && bucket < last; sum += weights[bucket])
            bucket++;
        return buckets.EndOf(bucket);
    }

    /// <summary>The share of what was seen that is certainly over <paramref name="value"/>: of the buckets that begin at it or later.</summary>
    public double ShareOver(double value)
    {
        if (TotalWeight <= 0)
            return 0;
        var over = 0.0;
        for (var bucket = buckets.Count - 1; bucket >= 0 && buckets.StartOf(bucket) >= value; bucket--)
            over += weights[bucket];
        return Math.Clamp(over / TotalWeight, 0, 1);
    }

    /// <summary>Adds all that <paramref name="other"/> saw, which has the same buckets and half-life.</summary>
    public void Merge(DecayingHistogram other)
    {
        if (other.weights.Length != weights.Length)
            throw new ArgumentException("Both have the same buckets.", nameof(other));
        if (other.reference is { } theirs && (reference is not { } ours || ours < theirs))
            MoveReference(theirs);
        var scale = reference is { } mine && other.reference is { } others ? HalfLives(others - mine) : 0;
        for (var bucket = 0; bucket < weights.Length; bucket++)
            weights[bucket] += other.weights[bucket] * Math.Pow(2, scale);
        TotalWeight += other.TotalWeight * Math.Pow(2, scale);
    }

    public HistogramCheckpoint ToCheckpoint()
    {
        var heaviest = weights.Max();
        var kept = new SortedDictionary<int, int>();
        for (var bucket = 0; heaviest > 0 && bucket < weights.Length; bucket++)
        {
            if ((int)Math.Round(weights[bucket] / heaviest * HistogramCheckpoint.Heaviest, MidpointRounding.AwayFromZero) is var scaled and > 0)
                kept[bucket] = scaled;
        }
        return new HistogramCheckpoint(reference, TotalWeight, kept);
    }

    /// <summary>Refuses what no histogram of these buckets has stored.</summary>
    public static bool TryLoad(
        HistogramCheckpoint checkpoint, HistogramBuckets buckets, TimeSpan? halfLife, [NotNullWhen(true)] out DecayingHistogram? histogram)
    {
        histogram = null;
        var sum = checkpoint.BucketWeights.Values.Sum(weight => (double)weight);
        if (!double.IsFinite(checkpoint.TotalWeight) || checkpoint.TotalWeight < 0 || (sum == 0 && checkpoint.TotalWeight > 0))
            return false;
        if (checkpoint.BucketWeights.Any(each => each.Key < 0 || each.Key >= buckets.Count || each.Value < 0))
            return false;
        histogram = new DecayingHistogram(buckets, halfLife) { reference = checkpoint.Reference, TotalWeight = checkpoint.TotalWeight };
        foreach (var (bucket, weight) in checkpoint.BucketWeights)
            histogram.weights[bucket] = sum > 0 ? weight * checkpoint.TotalWeight / sum : 0;
        return true;
    }

    private bool Counts(double weight) => weight >= buckets.Epsilon;

    private double Rest(double weight) => weight < buckets.Epsilon ? 0 : weight;

    /// <summary>How much heavier than at the reference something weighs that is seen at <paramref name="time"/>.</summary>
    private double Growth(DateTimeOffset time)
    {
        if (halfLife is null)
            return 1;
        if (reference is not { } since || HalfLives(time - since) > MostHalfLives)
            MoveReference(time);
        return Math.Pow(2, HalfLives(time - reference!.Value));
    }

    private void MoveReference(DateTimeOffset to)
    {
        if (reference is { } from)
        {
            var scale = Math.Pow(2, HalfLives(from - to));
            for (var bucket = 0; bucket < weights.Length; bucket++)
                weights[bucket] *= scale;
            TotalWeight *= scale;
        }
        reference = to;
    }

    private double HalfLives(TimeSpan time) => halfLife is { } half ? time / half : 0;
}
