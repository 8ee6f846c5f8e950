using System.Diagnostics.CodeAnalysis;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments;

public sealed class Deployment
{
    /// <summary>Instances that one deployment may have.</summary>
    public const int MostInstances = 20;

    public const int DefaultDrainSeconds = 30;

    public const int MostDrainSeconds = 300;

    private Deployment()
    {
    }

    public Deployment(Guid projectId, string name, string slug, EnvironmentName environment, int desiredInstances, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        ProjectId = projectId;
        Name = name;
        Slug = slug;
        Environment = environment;
        DesiredInstances = desiredInstances;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid ProjectId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Its host name's first label; unique over the platform.</summary>
    public string Slug { get; private set; } = "";

    public EnvironmentName Environment { get; private set; }

    public DesiredState DesiredState { get; private set; } = DesiredState.Running;

    public int DesiredInstances { get; private set; }

    /// <summary>Counts the restarts asked for, a start after a stop among them: instances started under a smaller count are replaced.</summary>
    public int RestartCount { get; private set; }

    public BuildSettings Settings { get; set; } = new();

    public Limits Limits { get; set; } = Limits.Default;

    public Egress Egress { get; set; }

    public IngressLimits Ingress { get; set; } = IngressLimits.Default;

    /// <summary>How long requests in flight may go on in an instance that gets no new ones, in seconds. Not of a release: it counts for those that end, whatever they run.</summary>
    public int DrainSeconds { get; set; } = DefaultDrainSeconds;

    /// <summary>Ids of the templates of variables whose required keys a release must have: names of built-in ones, or ids of the project's own.</summary>
    public string[] VariableTemplates { get; set; } = [];

    /// <summary>What the Worker last saw.</summary>
    public DeploymentState State { get; private set; } = DeploymentState.Created;

    public Reason? Reason { get; private set; }

    /// <summary>The release that requests go to.</summary>
    public Guid? ServingReleaseId { get; private set; }

    public int LastReleaseNumber { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The request that last started, stopped, restarted, scaled or deleted it.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>When it was scaled by hand although it scales by itself: nothing is decided until that is resumed.</summary>
    public DateTimeOffset? ScalingSuspendedAt { get; private set; }

    public Guid? ScalingSuspendedBy { get; private set; }

    /// <summary>Whether the next request wakes it.</summary>
    public bool Sleeps => DesiredState == DesiredState.Running && DesiredInstances == 0 && ServingReleaseId is not null;

    public int NextReleaseNumber() => ++LastReleaseNumber;

    public void Rename(string name) => Name = name;

    /// <summary>What is started after a stop runs in new instances, also where nobody has seen the stop yet.</summary>
    public bool TryStart([NotNullWhen(false)] out string? reason)
    {
        var stopped = DesiredState == DesiredState.Stopped;
        if (!TryWant(DesiredState.Running, out reason))
            return false;
        RestartCount += stopped ? 1 : 0;
        WakeUp();
        return true;
    }

    public bool TryStop([NotNullWhen(false)] out string? reason) => TryWant(DesiredState.Stopped, out reason);

    public bool TryRestart([NotNullWhen(false)] out string? reason)
    {
        reason = DesiredState == DesiredState.Stopped ? "The deployment is stopped: start it instead." : null;
        if (reason is not null || !TryWant(DesiredState.Running, out reason))
            return false;
        RestartCount++;
        WakeUp();
        return true;
    }

    public bool TryScale(int instances, [NotNullWhen(false)] out string? reason)
    {
        reason = DesiredState == DesiredState.Deleted ? "The deployment is being deleted." : null;
        if (reason is null)
            (DesiredInstances, TraceParent) = (instances, Traces.TraceParent.OfNow());
        return reason is null;
    }

    /// <summary>Scales as its policies say. Returns whether that changes anything.</summary>
    public bool ScaleTo(int instances)
    {
        if (DesiredState == DesiredState.Deleted || ScalingSuspendedAt is not null || DesiredInstances == instances)
            return false;
        (DesiredInstances, TraceParent) = (instances, Traces.TraceParent.OfNow());
        return true;
    }

    /// <summary>A request came. Returns whether that changes anything: only what sleeps is woken.</summary>
    public bool Wake()
    {
        if (!Sleeps)
            return false;
        WakeUp();
        TraceParent = Traces.TraceParent.OfNow();
        return true;
    }

    public void SuspendScaling(Guid by, DateTimeOffset now) => (ScalingSuspendedAt, ScalingSuspendedBy) = (now, by);

    public void ResumeScaling() => (ScalingSuspendedAt, ScalingSuspendedBy) = (null, null);

    public bool TryResumeScaling([NotNullWhen(false)] out string? reason)
    {
        reason = DesiredState == DesiredState.Deleted ? "The deployment is being deleted." : null;
        if (reason is null)
            ResumeScaling();
        return reason is null;
    }

    public void Delete()
    {
        DesiredState = DesiredState.Deleted;
        State = DeploymentState.Deleting;
        Reason = null;
        TraceParent = Traces.TraceParent.OfNow();
    }

    /// <summary>Returns whether anything changed.</summary>
    public bool Observe(DeploymentState state, Reason? reason)
    {
        if (State == state && Reason == reason)
            return false;
        (State, Reason) = (state, reason);
        return true;
    }

    /// <summary>Whoever has just released something wants to see it: it is awake.</summary>
    public void Serve(Guid releaseId)
    {
        ServingReleaseId = releaseId;
        WakeUp();
    }

    /// <summary>What is set is again what that release runs with, so that the next change starts from there.</summary>
    public void Restore(Release release) => (Settings, Limits, Egress) = (release.Settings, release.Limits, release.Egress);

    private void WakeUp() => DesiredInstances = Math.Max(1, DesiredInstances);

    private bool TryWant(DesiredState desired, [NotNullWhen(false)] out string? reason)
    {
        reason = DesiredState == DesiredState.Deleted ? "The deployment is being deleted." : null;
        if (reason is null)
            (DesiredState, TraceParent) = (desired, Traces.TraceParent.OfNow());
        return reason is null;
    }
}
