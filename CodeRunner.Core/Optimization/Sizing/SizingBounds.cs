namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>What no proposal is below or above: cores and bytes.</summary>
public sealed record SizingBounds(double LeastCpus, double MostCpus, double LeastMemoryBytes, double MostMemoryBytes)
{
    private const double Mb = 1 << 20;

    /// <summary>A runtime hardly starts with less; more than the node has is never there.</summary>
    public static SizingBounds UpTo(double cpus, double memoryBytes) => new(Math.Min(0.01, cpus), cpus, Math.Min(32 * Mb, memoryBytes), memoryBytes);

    public double Cpus(double cpus) => Math.Clamp(cpus, LeastCpus, MostCpus);

    public double MemoryBytes(double bytes) => Math.Clamp(bytes, LeastMemoryBytes, MostMemoryBytes);
}
