using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>What is worth telling. Shares and confidence are from 0 to 1; <see cref="LeastSaving"/> is per month, in the price list's currency.</summary>
public sealed record RecommendationRules(double LeastConfidence, double MostCpuRisk, double MostMemoryRisk, decimal LeastSaving, decimal LeastShare)
{
    /// <summary>Within its budget, nobody is asked to risk more than this for a saving.</summary>
    public const double RiskWithinBudget = 0.005;

    public static RecommendationRules Of(OptimizationStrategy strategy) => strategy switch
    {
        OptimizationStrategy.Aggressive => new(0.3, 0.15, 0.005, LeastSaving: 0.10m, LeastShare: 0.05m),
        OptimizationStrategy.Balanced => new(0.5, 0.10, 0.002, LeastSaving: 0.50m, LeastShare: 0.10m),
        _ => new(0.75, 0.03, 0.0005, LeastSaving: 1m, LeastShare: 0.15m),
    };

    /// <summary>CPU over its limit waits; memory over its limit is killed, and instances that are too few fail as CPU does.</summary>
    public double MostRisk(RecommendationKind kind) => kind == RecommendationKind.Memory ? MostMemoryRisk : MostCpuRisk;
}
