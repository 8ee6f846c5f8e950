using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Core.Limiting;

/// <summary>
/// What a deployment reserves as it is stored: its desired instances while it shall run, each with the limits of the release that serves or of one on its way to, whichever are greater.
/// Computed by the database when somebody asks, so that nothing has to be kept in step. Both generations of a rolling release run for a moment; that moment is not counted.
/// </summary>
public sealed class DeploymentReservation
{
    public Guid DeploymentId { get; init; }

    public Guid ProjectId { get; init; }

    /// <summary>Whom its project counts against.</summary>
    public Guid? AccountableId { get; init; }

    /// <summary>0 while it is stopped, asleep, or has nothing to run.</summary>
    public int Instances { get; init; }

    /// <summary>Of each instance; 0 where there is nothing to run.</summary>
    public decimal Cpus { get; init; }

    public long MemoryMb { get; init; }

    /// <summary>Whether a release serves, or is on its way to.</summary>
    public bool CanRun { get; init; }

    /// <summary>Whether a release is on its way, which proves itself with one instance at least.</summary>
    public bool IsComing { get; init; }

    public Reservation Total => new(Instances, Instances * Cpus, Instances * MemoryMb);

    /// <summary>What it would reserve with so many instances.</summary>
    public Reservation At(int instances)
    {
        var count = Math.Max(instances, IsComing ? 1 : 0);
        return new(count, count * Cpus, count * MemoryMb);
    }

    /// <summary>What it will reserve once what <paramref name="deployment"/> now wants is stored, and a release with the limits of <paramref name="coming"/>.</summary>
    public Reservation After(Deployment deployment, Limits? coming)
    {
        if (deployment.DesiredState != DesiredState.Running || !(CanRun || coming is not null))
            return default;
        var count = Math.Max(deployment.DesiredInstances, IsComing || coming is not null ? 1 : 0);
        var (cpus, memory) = (Math.Max(Cpus, (decimal)(coming?.Cpus ?? 0)), Math.Max(MemoryMb, coming?.MemoryMb ?? 0));
        return new(count, count * cpus, count * memory);
    }
}
