using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Optimization.Costs;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>What instances of such limits (cores; bytes) cost while they run.</summary>
public sealed record RunningCost(double Cpus, double MemoryBytes, int Instances, PriceList Prices)
{
    /// <summary>A twelfth of a year.</summary>
    private const decimal HoursPerMonth = 730;

    private const double BytesPerGb = 1L << 30;

    /// <summary>In the currency of the price list.</summary>
    public decimal PerMonth =>
        HoursPerMonth * Instances * ((decimal)Cpus * Prices.CpuHour + (decimal)(MemoryBytes / BytesPerGb) * Prices.GbHour);

    public RunningCost With(RecommendationKind kind, double proposed) => kind switch
    {
        RecommendationKind.Cpu => this with { Cpus = proposed },
        RecommendationKind.Memory => this with { MemoryBytes = proposed },
        _ => this with { Instances = (int)proposed },
    };
}
