using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>What one rule sees in an observation. Pure.</summary>
public static class AlertReader
{
    /// <summary>A healthy run of this length is no part of a crash loop.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromMinutes(5);

    public static bool IsMeasured(AlertKind kind) => kind is not (AlertKind.Down or AlertKind.CrashLoop);

    public static AlertReading Read(AlertKind kind, double? threshold, AlertObservation seen) => seen switch
    {
        { DesiredState: DesiredState.Deleted } => new AlertReading.Off("The deployment is being deleted."),
        { DesiredState: DesiredState.Stopped } => new AlertReading.Off("The deployment was stopped."),
        { DesiredInstances: 0 } => new AlertReading.Off("The deployment sleeps: it shall have no instance."),
        _ => ReadRunning(kind, threshold, seen),
    };

    private static AlertReading ReadRunning(AlertKind kind, double? threshold, AlertObservation seen) => kind switch
    {
        AlertKind.Down => IsDown(seen) ? new AlertReading.Breached(null) : AlertReading.Fine,
        AlertKind.CrashLoop => ReadCrashes(threshold ?? AlertRule.UsualCrashes, seen),
        AlertKind.Cpu => Compare(seen.Load?.CpuPercent, threshold),
        AlertKind.Memory => Compare(seen.Load?.MemoryPercent, threshold),
        AlertKind.Disk => Compare(seen.Load?.DiskPercent, threshold),
        AlertKind.ErrorRate => Compare(seen.Load?.ErrorPercent, threshold),
        _ => Compare(seen.Load?.P95Ms, threshold),
    };

    /// <summary>One that never served is down once its release has failed; until then it is on its way.</summary>
    private static bool IsDown(AlertObservation seen) =>
        (seen.HasServed || seen.State == DeploymentState.Failing)
        && !seen.Instances.Any(instance => instance is { IsOfServing: true, State: InstanceState.Running });

    private static AlertReading ReadCrashes(double threshold, AlertObservation seen)
    {
        var most = seen.Instances
            .Where(instance => instance.State is not (InstanceState.Stopping or InstanceState.Exited))
            .Where(instance => instance.State != InstanceState.Running || seen.Now - instance.StateSince < Steady)
            .Select(instance => instance.Crashes)
            .DefaultIfEmpty()
            .Max();
        return most >= threshold ? new AlertReading.Breached(most) : AlertReading.Fine;
    }

    private static AlertReading Compare(double? value, double? threshold) => (value, threshold) switch
    {
        ({ } measured, { } most) => measured > most ? new AlertReading.Breached(measured) : AlertReading.Fine,
        _ => AlertReading.Unknown,
    };
}
