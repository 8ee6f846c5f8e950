using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Optimization.Sizing;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>
/// A deployment as advice sees it. <see cref="CpuSince"/> and <see cref="MemorySince"/>: since when each limit is what it is, null when it never was another. <see cref="LeastInstances"/>: as many it must have.
/// What scales by itself needs no advice about how many it has.
/// </summary>
public sealed record AdvisedDeployment(Limits Limits, int Instances, int LeastInstances, bool ScalesItself, DateTimeOffset? CpuSince, DateTimeOffset? MemorySince)
{
    public const double BytesPerMb = 1 << 20;

    public double MemoryBytes => Limits.MemoryMb * BytesPerMb;

    public AppliedLimits AppliedSince(DateTimeOffset? since) => new(Limits.Cpus, MemoryBytes, since);
}
