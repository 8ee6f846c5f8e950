namespace CodeRunner.Contracts.Optimization;

/// <summary>How much risk a saving is worth.</summary>
public enum OptimizationStrategy
{
    Conservative,
    Balanced,
    Aggressive,
}
