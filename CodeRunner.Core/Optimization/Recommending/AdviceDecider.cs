using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Core.Optimization.Sizing;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>What was learned of a deployment says which limits and how many instances it needs. Pure.</summary>
public static class AdviceDecider
{
    /// <summary>Limits that people read are round.</summary>
    private const double CpuStep = 0.05;
    private const double MemoryStep = 8 * AdvisedDeployment.BytesPerMb;

    /// <summary>Who is held back by a limit for so much of the time is given no lower one, whatever means say.</summary>
    private const double HeldBack = 0.05;

    /// <summary>What a deployment may be given at all.</summary>
    private static readonly SizingBounds Bounds = new(0.1, 8, 32 * AdvisedDeployment.BytesPerMb, 8192 * AdvisedDeployment.BytesPerMb);

    /// <summary>
    /// At most one of each kind; none where nothing is to change. Instances are advised about only where the processor of each is right: both at once would count the same slack twice.
    /// </summary>
    public static IReadOnlyList<SizingAdvice> Decide(LearnedUsage learned, AdvisedDeployment deployment, OptimizationStrategy strategy, OptimizationTargets targets, DateTimeOffset now)
    {
        // Each for itself: who has just changed one limit may be told of the other.
        SizingDecision Size(DateTimeOffset? since) => RightSizing.Decide(learned.History, deployment.AppliedSince(since), strategy, targets, Bounds, now);
        var (cpu, memory) = (Size(deployment.CpuSince), Size(deployment.MemorySince));
        List<SizingAdvice> advice = [];
        if (cpu.Changed)
            Add(advice, Cpu(learned, deployment, cpu, strategy));
        if (memory.Changed)
            Add(advice, Memory(learned, deployment, memory));
        if (!deployment.ScalesItself && !advice.Exists(each => each.Kind == RecommendationKind.Cpu))
            Add(advice, InstanceSizing.Decide(learned.Cores, deployment.Limits.Cpus, deployment.Instances, deployment.LeastInstances, strategy, learned.History.Covered, learned.History.Confidence));
        return advice;
    }

    private static void Add(List<SizingAdvice> advice, SizingAdvice? one)
    {
        if (one is not null && one.Proposed != one.Current)
            advice.Add(one);
    }

    /// <summary>A lower limit leaves room for what single seconds need: what waits for its turn within a second is late.</summary>
    private static SizingAdvice? Cpu(LearnedUsage learned, AdvisedDeployment deployment, SizingDecision sizing, OptimizationStrategy strategy)
    {
        if (learned.History.Cpu.Choose(SizingRules.Of(strategy)) is not { } chosen)
            return null;
        var current = deployment.Limits.Cpus;
        var wanted = sizing.Cpu.Limit < current ? Math.Max(sizing.Cpu.Limit, learned.Bursts.Needed(strategy)) : sizing.Cpu.Limit;
        var proposed = Bounds.Cpus(Math.Round(Math.Ceiling(Math.Round(wanted / CpuStep, 6)) * CpuStep, 2));
        // What was to fall does not rise by being rounded.
        if (sizing.Cpu.Limit < current && (proposed >= current || learned.CpuThrottled >= HeldBack))
            return null;
        var outlook = chosen.Of(proposed);
        return new SizingAdvice(
            RecommendationKind.Cpu, current, proposed,
            Math.Max(sizing.CpuBefore.Over, learned.Bursts.ShareOver(current)), Math.Max(outlook.Over, learned.Bursts.ShareOver(proposed)), outlook.Utilisation,
            sizing.Confidence, learned.History.Covered, OomKills: 0);
    }

    private static SizingAdvice? Memory(LearnedUsage learned, AdvisedDeployment deployment, SizingDecision sizing)
    {
        var proposed = Bounds.MemoryBytes(Math.Ceiling(Math.Round(sizing.Memory.Limit / MemoryStep, 6)) * MemoryStep);
        if (sizing.Memory.Limit <= deployment.MemoryBytes && (proposed >= deployment.MemoryBytes || learned.MemoryStalled >= HeldBack))
            return null;
        var outlook = learned.History.Memory.Of(proposed);
        var kills = learned.History.OomKilledAt is { } killed && (deployment.MemorySince is not { } changed || killed > changed) ? learned.History.OomKills : 0;
        return new SizingAdvice(
            RecommendationKind.Memory, deployment.MemoryBytes, proposed, sizing.MemoryBefore.Over, outlook.Over, outlook.Utilisation, sizing.Confidence, learned.History.Covered, kills);
    }
}
