using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Web.Look;

/// <summary>How a state looks: a word, and a tone that only repeats it: ok, busy, warn, bad, self (what the platform does by itself), idle.</summary>
public sealed record StateLook(string Tone, string Word)
{
    public static StateLook None => new("idle", T("unknown"));

    public static StateLook Of(DeploymentState state) => state switch
    {
        DeploymentState.Created => new("idle", T("created")),
        DeploymentState.Building => new("busy", T("building")),
        DeploymentState.Starting => new("busy", T("starting")),
        DeploymentState.Running => new("ok", T("running")),
        DeploymentState.Failing => new("bad", T("failing")),
        DeploymentState.Sleeping => new("self", T("asleep")),
        DeploymentState.Stopping => new("busy", T("stopping")),
        DeploymentState.Stopped => new("idle", T("stopped")),
        DeploymentState.Deleting => new("busy", T("deleting")),
        _ => None,
    };

    public static StateLook Of(ReleaseState state) => state switch
    {
        ReleaseState.Queued => new("idle", T("queued")),
        ReleaseState.Building => new("busy", T("building")),
        ReleaseState.Starting => new("busy", T("starting")),
        ReleaseState.Serving => new("ok", T("serving")),
        ReleaseState.Superseded => new("idle", T("superseded")),
        ReleaseState.Failed => new("bad", T("failed")),
        ReleaseState.Cancelled => new("idle", T("cancelled")),
        _ => None,
    };

    public static StateLook Of(InstanceState state) => state switch
    {
        InstanceState.Starting => new("busy", T("starting")),
        InstanceState.Running => new("ok", T("running")),
        InstanceState.Unhealthy => new("bad", T("unhealthy")),
        InstanceState.Backoff => new("warn", T("waiting to retry")),
        InstanceState.Stopping => new("busy", T("stopping")),
        InstanceState.Exited => new("idle", T("exited")),
        _ => None,
    };
}
