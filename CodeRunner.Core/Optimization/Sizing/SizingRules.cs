using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// What a strategy trades. <see cref="PriceOfOver"/>: a sample over the CPU limit costs as much as so many samples that use nothing; <see cref="MostOver"/>: the share of
/// samples that may be over it at all. <see cref="MemoryMargin"/>: over the highest peak; <see cref="MemorySwing"/>: times what usage was seen to swing.
/// </summary>
public sealed record SizingRules(double PriceOfOver, double MostOver, double MemoryMargin, double MemorySwing)
{
    public static SizingRules Of(OptimizationStrategy strategy) => strategy switch
    {
        OptimizationStrategy.Aggressive => new(PriceOfOver: 0.8, MostOver: 0.3, MemoryMargin: 0.15, MemorySwing: 0.3),
        OptimizationStrategy.Balanced => new(PriceOfOver: 1.8, MostOver: 0.15, MemoryMargin: 0.35, MemorySwing: 0.8),
        _ => new(PriceOfOver: 8, MostOver: 0.05, MemoryMargin: 0.50, MemorySwing: 1),
    };
}
