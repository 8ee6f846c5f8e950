using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Core.Deployments;

/// <summary>One running copy of a release. Every start is a new sandbox and a new epoch; the instance stays.</summary>
public sealed class Instance
{
    private Instance()
    {
    }

    public Instance(Guid deploymentId, Guid releaseId, string nodeId, int restartCount, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        DeploymentId = deploymentId;
        ReleaseId = releaseId;
        NodeId = nodeId;
        RestartCount = restartCount;
        CreatedAt = now;
        StateSince = now;
    }

    public Guid Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    public Guid ReleaseId { get; private set; }

    public string NodeId { get; private set; } = "";

    /// <summary>The deployment's restart count when it was made.</summary>
    public int RestartCount { get; private set; }

    public InstanceState State { get; private set; } = InstanceState.Starting;

    public Reason? Reason { get; private set; }

    public DateTimeOffset StateSince { get; private set; }

    /// <summary>The sandbox it runs in now; null between two starts.</summary>
    public Guid? SandboxId { get; private set; }

    /// <summary>Counts its starts from 1.</summary>
    public int Epoch { get; private set; }

    /// <summary>Starts after a crash.</summary>
    public int Restarts { get; private set; }

    /// <summary>Crashes without a long healthy run between them; what the waits grow by.</summary>
    public int Crashes { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? NextTryAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public void Start(Guid sandboxId, string nodeId, DateTimeOffset now)
    {
        if (State == InstanceState.Backoff)
            Restarts++;
        Epoch++;
        (SandboxId, NodeId) = (sandboxId, nodeId);
        StartedAt = now;
        NextTryAt = null;
        Move(InstanceState.Starting, null, now);
    }

    public void Serve(DateTimeOffset now) => Move(InstanceState.Running, null, now);

    /// <summary>It starts and this is what was seen of it so far. Returns whether anything changed.</summary>
    public bool Note(Reason? reason)
    {
        var changed = Reason != reason;
        Reason = reason;
        return changed;
    }

    public void Sicken(Reason reason, DateTimeOffset now) => Move(InstanceState.Unhealthy, reason, now);

    /// <summary>It ended and is tried again at <paramref name="nextTryAt"/>.</summary>
    public void BackOff(Reason reason, int crashes, DateTimeOffset nextTryAt, DateTimeOffset now)
    {
        Crashes = crashes;
        SandboxId = null;
        NextTryAt = nextTryAt;
        Move(InstanceState.Backoff, reason with { NextTryAt = nextTryAt }, now);
    }

    public void Stop(DateTimeOffset now) => Move(InstanceState.Stopping, null, now);

    public void Exit(Reason? reason, DateTimeOffset now)
    {
        SandboxId = null;
        Move(InstanceState.Exited, reason, now);
    }

    private void Move(InstanceState state, Reason? reason, DateTimeOffset now)
    {
        (State, Reason, StateSince) = (state, reason, now);
    }
}
