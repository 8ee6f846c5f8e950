using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>Which limits an instance shall have from now on. Pure: the same history, limits and time give the same answer.</summary>
public static class RightSizing
{
    /// <summary>Limits that were changed are left alone for as long, but for an OOM kill.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromHours(1);

    private static readonly TimeSpan LeastHistory = TimeSpan.FromMinutes(15);

    /// <summary>A CPU limit that is hardly better is not worth a change.</summary>
    private const double LeastGain = 0.01;

    /// <summary>Memory is lowered when so much of it is too much, and raised when so little is missing.</summary>
    private const double LowerMemoryBelow = 0.92;
    private const double RaiseMemoryAbove = 1.02;

    /// <summary>What an OOM kill raises memory by at least, over what was too little.</summary>
    private const double OomFactor = 1.2;

    /// <summary>An OOM kill raises memory at once, all else waits for its hour.</summary>
    public static SizingDecision Decide(
        UsageHistory history, AppliedLimits applied, OptimizationStrategy strategy, OptimizationTargets targets, SizingBounds bounds, DateTimeOffset now)
    {
        var wanted = Wanted(history, applied, strategy, targets, bounds);
        var holds = applied.ChangedAt is { } changed && now - changed < Holds;
        if (history.OomKilledAt is { } killed && (applied.ChangedAt is not { } before || killed > before))
        {
            var more = bounds.MemoryBytes(Math.Max(wanted.Memory.Limit, applied.MemoryBytes * OomFactor));
            return wanted with { Changed = more != applied.MemoryBytes, Reason = "The app was killed for want of memory.", Cpu = wanted.CpuBefore, Memory = history.Memory.Of(more) };
        }
        if (holds)
            return wanted.Keep("The limits were changed less than an hour ago.");
        if (history.Covered < LeastHistory)
            return wanted.Keep("Too little is known yet.");
        return Compare(wanted, SizingRules.Of(strategy).PriceOfOver);
    }

    private static SizingDecision Compare(SizingDecision wanted, double priceOfOver)
    {
        var (memory, memoryBefore) = (wanted.Memory.Limit, wanted.MemoryBefore.Limit);
        var moreCpu = wanted.Cpu.Worth(priceOfOver) - wanted.CpuBefore.Worth(priceOfOver) > LeastGain;
        if (!moreCpu && memory <= memoryBefore * RaiseMemoryAbove && memory >= memoryBefore * LowerMemoryBelow)
            return wanted.Keep("The limits are as they should be.");
        // While there is a change anyway, CPU takes its best, and memory gets what it lacks; little too much of it stays.
        var keepsMemory = memory <= memoryBefore && memory >= memoryBefore * LowerMemoryBelow;
        return wanted with { Reason = moreCpu ? "Another CPU limit suits usage better." : "Another memory limit suits usage better.", Memory = keepsMemory ? wanted.MemoryBefore : wanted.Memory };
    }

    /// <summary>The best limits of all, as if there were nothing to wait for.</summary>
    private static SizingDecision Wanted(
        UsageHistory history, AppliedLimits applied, OptimizationStrategy strategy, OptimizationTargets targets, SizingBounds bounds)
    {
        var rules = SizingRules.Of(strategy);
        var (cpu, cpuBefore) = (new LimitOutlook(applied.Cpus, 0, 0), new LimitOutlook(applied.Cpus, 0, 0));
        if (history.Cpu.Choose(rules) is { } chosen)
            (cpu, cpuBefore) = (chosen.Of(bounds.Cpus(Roomy(chosen.Best, targets.Cpu))), chosen.Of(applied.Cpus));
        var needed = history.Memory.Of(history.Memory.Limit(rules, history.Covered));
        var memory = history.Memory.Of(bounds.MemoryBytes(Roomy(needed, targets.Memory)));
        return new SizingDecision(true, "", cpu, cpuBefore, memory, history.Memory.Of(applied.MemoryBytes), history.Confidence);
    }

    /// <summary>A limit of which no more is used than is wanted.</summary>
    private static double Roomy(LimitOutlook best, double? mostUsed) =>
        mostUsed is > 0 and < 1 and var most ? Math.Max(best.Limit, best.Limit * best.Utilisation / most) : best.Limit;
}
