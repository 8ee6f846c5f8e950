namespace CodeRunner.Core.Optimization.Histograms;

/// <summary>
/// A histogram as it is stored, in JSON: the weight of each bucket that has a noticeable one, from 1 to <see cref="Heaviest"/> for that of the heaviest, and the sum of all that they stand for.
/// </summary>
public sealed record HistogramCheckpoint(DateTimeOffset? Reference, double TotalWeight, IReadOnlyDictionary<int, int> BucketWeights)
{
    public const int Heaviest = 10_000;
}
