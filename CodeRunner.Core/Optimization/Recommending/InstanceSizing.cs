using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>How many instances all of a deployment's usage needs. Pure.</summary>
public static class InstanceSizing
{
    /// <summary>
    /// <paramref name="cores"/>: what all instances used together; <paramref name="cpus"/>: what one may. As many as carry all but <paramref name="strategy"/>'s share of
    /// that, <paramref name="least"/> or more (a deployment that must survive an instance's death has two).
    /// </summary>
    public static SizingAdvice? Decide(
        DecayingHistogram cores, double cpus, int current, int least, OptimizationStrategy strategy, TimeSpan history, double confidence)
    {
        if (cores.IsEmpty || !(cpus > 0) || current < 1)
            return null;
        var (rank, utilisation) = Aims(strategy);
        var needed = Math.Ceiling(cores.Percentile(rank) / (cpus * utilisation) - 1e-9);
        var proposed = (int)Math.Clamp(needed, Math.Max(1, least), int.MaxValue);
        var used = cores.Percentile(0.5) / (proposed * cpus);
        return new SizingAdvice(
            RecommendationKind.Instances, current, proposed, cores.ShareOver(current * cpus), cores.ShareOver(proposed * cpus), Math.Min(1, used), confidence, history, OomKills: 0);
    }

    /// <summary>Which rank of the usage is to be carried, and how far an instance may be filled with it: requests do not fall evenly on instances.</summary>
    private static (double Rank, double Utilisation) Aims(OptimizationStrategy strategy) => strategy switch
    {
        OptimizationStrategy.Aggressive => (0.95, 0.9),
        OptimizationStrategy.Balanced => (0.98, 0.8),
        _ => (0.995, 0.65),
    };
}
