using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// What the busiest instance used in single seconds. A mean of some minutes says what a limit costs, but a request that meets a limit below what its second needs is late: no limit
/// is lowered below what nearly all seconds need. Not safe for several threads.
/// </summary>
public sealed class CpuBursts
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(2);
    private static readonly HistogramBuckets Cores = HistogramBuckets.Exponential(most: 64, first: 0.01, ratio: 1.05, epsilon: 1e-12);

    private readonly DecayingHistogram seconds;

    public CpuBursts()
        : this(new DecayingHistogram(Cores, HalfLife))
    {
    }

    private CpuBursts(DecayingHistogram seconds) => this.seconds = seconds;

    public HistogramCheckpoint ToCheckpoint() => seconds.ToCheckpoint();

    /// <summary>Null for what another version stored otherwise.</summary>
    public static CpuBursts? Load(HistogramCheckpoint stored) => DecayingHistogram.TryLoad(stored, Cores, HalfLife, out var histogram) ? new CpuBursts(histogram) : null;

    /// <summary><paramref name="count"/> seconds with so many cores.</summary>
    public void Observe(double cores, double count, DateTimeOffset time)
    {
        if (double.IsFinite(cores))
            seconds.Add(Math.Max(0, cores), count, time);
    }

    /// <summary>Cores: what seconds need, and some more, as what is short within a second is not seen. 0 while nothing is known.</summary>
    public double Needed(OptimizationStrategy strategy)
    {
        var (rank, factor) = strategy switch
        {
            OptimizationStrategy.Aggressive => (0.95, 1.0),
            OptimizationStrategy.Balanced => (0.99, 1.25),
            _ => (0.999, 1.5),
        };
        return seconds.Percentile(rank) * factor;
    }

    /// <summary>The share of seconds [0–1] that used more.</summary>
    public double ShareOver(double cores) => seconds.ShareOver(cores);
}
