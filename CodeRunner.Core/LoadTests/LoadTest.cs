using System.Diagnostics.CodeAnalysis;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Core.LoadTests;

/// <summary>
/// Requests that a deployment's owner sends to it on somebody's wish, and what was measured. A deployment has one at most that is not over, and a node one at most that runs: the database sees to
/// both.
/// </summary>
public sealed class LoadTest
{
    /// <summary>Of each deployment the newest are kept.</summary>
    public const int MostKept = 50;

    /// <summary>Those of a project that are not over.</summary>
    public const int MostOfProject = 5;

    /// <summary>Those of all projects that are not over.</summary>
    public const int MostActive = 50;

    public const int MostPath = 1024;

    /// <summary>One that had no turn by then never gets it, and keeps nobody from theirs.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromHours(1);

    private LoadTest()
    {
    }

    public LoadTest(Guid deploymentId, LoadTestPlan plan, Guid createdBy, DateTimeOffset now)
    {
        (Id, DeploymentId, Plan, CreatedBy, CreatedAt) = (Guid.CreateVersion7(now), deploymentId, plan, createdBy, now);
    }

    public Guid Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    public LoadTestPlan Plan { get; private set; } = null!;

    public LoadTestState State { get; private set; } = LoadTestState.Queued;

    public Reason? Reason { get; private set; }

    public Guid? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Set when somebody asked to cancel one that runs; the Worker ends it.</summary>
    public DateTimeOffset? CancelRequestedAt { get; private set; }

    /// <summary>The machine whose turn it has; null until then.</summary>
    public string? NodeId { get; private set; }

    /// <summary>The number of the release that it measures, null until that is known; and the limits and instances that it had.</summary>
    public int? Release { get; private set; }

    public Limits? Limits { get; private set; }

    public int? Instances { get; private set; }

    /// <summary>All that were sent, and those of them that no step counts because they came before the first.</summary>
    public long Requests { get; private set; }

    public long WarmUpRequests { get; private set; }

    public IReadOnlyList<LoadTestStep> Steps { get; private set; } = [];

    public bool IsOver => State is LoadTestState.Completed or LoadTestState.Cancelled or LoadTestState.Failed;

    /// <summary>One that waits is over at once; one that runs is ended by its Worker. Asking again changes nothing.</summary>
    public bool TryCancel(DateTimeOffset now, [NotNullWhen(false)] out string? reason)
    {
        reason = IsOver ? $"The load test is {State.ToString().ToLowerInvariant()}: there is nothing to cancel." : null;
        if (State == LoadTestState.Queued)
            End(LoadTestState.Cancelled, LoadTestReasons.Cancelled, now);
        else if (reason is null)
            CancelRequestedAt ??= now;
        return reason is null;
    }

    /// <summary>False where somebody cancelled it meanwhile.</summary>
    public bool TryBegin(string nodeId, DateTimeOffset now)
    {
        if (State != LoadTestState.Queued)
            return false;
        (State, NodeId, StartedAt) = (LoadTestState.Running, nodeId, now);
        return true;
    }

    /// <summary>False where it is over.</summary>
    public bool TryTell(LoadTestProgress progress)
    {
        if (State != LoadTestState.Running)
            return false;
        (Release, Limits, Instances) = (progress.Release, progress.Limits, progress.Instances);
        (Requests, WarmUpRequests, Steps) = (progress.Requests, progress.WarmUpRequests, progress.Steps);
        return true;
    }

    /// <summary>False where it was over before.</summary>
    public bool TryEnd(LoadTestState state, Reason? reason, DateTimeOffset now)
    {
        if (IsOver)
            return false;
        End(state, reason, now);
        return true;
    }

    private void End(LoadTestState state, Reason? reason, DateTimeOffset now) => (State, Reason, EndedAt) = (state, reason, now);
}
