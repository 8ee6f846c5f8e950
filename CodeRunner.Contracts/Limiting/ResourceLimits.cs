namespace CodeRunner.Contracts.Limiting;

/// <summary>How much all deployments of a project, or all projects of a user, may reserve at once. Null is no limit; <see cref="Cpus"/> in cores.</summary>
public sealed record ResourceLimits(int? Instances = null, decimal? Cpus = null, long? MemoryMb = null)
{
    public static ResourceLimits None { get; } = new();
}
