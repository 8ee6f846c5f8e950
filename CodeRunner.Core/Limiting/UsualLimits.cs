using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>As configured; what is left out is not limited.</summary>
public sealed class UsualLimits
{
    public int? Instances { get; set; }

    /// <summary>In cores.</summary>
    public decimal? Cpus { get; set; }

    public long? MemoryMb { get; set; }

    public ResourceLimits ToLimits() => new(Instances, Cpus, MemoryMb);
}
