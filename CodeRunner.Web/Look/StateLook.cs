using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Web.Look;

/// <summary>How a state looks: a word, and a tone that only repeats it: ok, busy, warn, bad, self (what the platform does by itself), idle.</summary>
public sealed record StateLook(string Tone, string Word)
{
    public static StateLook None { get; } = new("idle", "unknown");

    public static StateLook Of(DeploymentState state) => state switch
    {
        DeploymentState.Created => new("idle", "created"),
        DeploymentState.Building => new("busy", "building"),
        DeploymentState.Starting => new("busy", "starting"),
        DeploymentState.Running => new("ok", "running"),
        DeploymentState.Failing => new("bad", "failing"),
        DeploymentState.Sleeping => new("self", "asleep"),
        DeploymentState.Stopping => new("busy", "stopping"),
        DeploymentState.Stopped => new("idle", "stopped"),
        DeploymentState.Deleting => new("busy", "deleting"),
        _ => None,
    };

    public static StateLook Of(ReleaseState state) => state switch
    {
        ReleaseState.Queued => new("idle", "queued"),
        ReleaseState.Building => new("busy", "building"),
        ReleaseState.Starting => new("busy", "starting"),
        ReleaseState.Serving => new("ok", "serving"),
        ReleaseState.Superseded => new("idle", "superseded"),
        ReleaseState.Failed => new("bad", "failed"),
        ReleaseState.Cancelled => new("idle", "cancelled"),
        _ => None,
    };

    public static StateLook Of(InstanceState state) => state switch
    {
        InstanceState.Starting => new("busy", "starting"),
        InstanceState.Running => new("ok", "running"),
        InstanceState.Unhealthy => new("bad", "unhealthy"),
        InstanceState.Backoff => new("warn", "waiting to retry"),
        InstanceState.Stopping => new("busy", "stopping"),
        InstanceState.Exited => new("idle", "exited"),
        _ => None,
    };
}
