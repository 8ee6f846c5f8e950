namespace CodeRunner.Contracts.Optimization;

/// <summary>
/// What a user wants of the optimizer, each null without a wish. <see cref="Cpu"/> and <see cref="Memory"/>: of a limit, at most so much (0–1] shall be used on average.
/// <see cref="Cost"/>: what a month may cost, in the currency of the price list; within it only savings are advised that risk next to nothing.
/// </summary>
public sealed record OptimizationTargets(double? Cpu = null, double? Memory = null, decimal? Cost = null)
{
    public static OptimizationTargets None { get; } = new();
}
