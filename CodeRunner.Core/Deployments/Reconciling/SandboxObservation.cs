using CodeRunner.Contracts;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>
/// What a Worker sees of a sandbox. <see cref="Reason"/> says why it ended or is unhealthy, or what is in the way of its health so far.
/// </summary>
public sealed record SandboxObservation(SandboxCondition Condition, Reason? Reason = null)
{
    /// <summary>It was not even started, because something that it needs is away: no fault of the app's, and no crash.</summary>
    public bool Outage { get; init; }

    /// <summary>It is lost with its machine, which nothing is placed on any more: the next start is elsewhere, and need not wait.</summary>
    public bool MachineGone { get; init; }

    public static SandboxObservation Missing { get; } = new(SandboxCondition.Missing);

    public static SandboxObservation Launching { get; } = new(SandboxCondition.Launching);

    public static SandboxObservation Ending { get; } = new(SandboxCondition.Ending);
}
