using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Web.Look;

namespace CodeRunner.Web.Deployments;

/// <summary>What the pages say of a deployment, as pure functions of it.</summary>
public static class DeploymentWords
{
    public static int Running(DeploymentResponse deployment) => deployment.Instances.Count(instance => instance.State == InstanceState.Running);

    public static bool NeedsSomeone(DeploymentResponse deployment) =>
        deployment.State == DeploymentState.Failing || deployment.FiringAlerts > 0
        || (deployment.State != DeploymentState.Stopped && (deployment.Release is { State: ReleaseState.Failed } || NewerThatFailed(deployment) is not null));

    /// <summary>A release that was to take over and did not, while another goes on to serve; null where that is not so.</summary>
    public static ReleaseOutcome? NewerThatFailed(DeploymentResponse deployment) =>
        deployment is { Release.State: ReleaseState.Serving, Newest: { State: ReleaseState.Failed, Reason: not null } newest } && newest.Number > deployment.Release.Number ? newest : null;

    /// <summary>Those that need a person: production before staging before development, then by name.</summary>
    public static IReadOnlyList<DeploymentResponse> NeedingSomeone(IEnumerable<DeploymentResponse> deployments) =>
        [.. deployments.Where(NeedsSomeone).OrderByDescending(item => item.Environment).ThenBy(item => item.Name, StringComparer.OrdinalIgnoreCase)];

    public static string Host(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Authority : url;

    public static bool CanStart(DeploymentState state) => state is DeploymentState.Stopped or DeploymentState.Sleeping or DeploymentState.Stopping;

    public static bool CanStop(DeploymentState state) =>
        state is DeploymentState.Building or DeploymentState.Starting or DeploymentState.Running or DeploymentState.Failing or DeploymentState.Sleeping;

    public static bool CanRestart(DeploymentState state) => state is DeploymentState.Starting or DeploymentState.Running or DeploymentState.Failing;

    /// <summary>What to call a failure; null while nothing needs a person.</summary>
    public static string? Alarm(DeploymentResponse deployment) => deployment switch
    {
        { State: not DeploymentState.Failing } when NewerThatFailed(deployment) is { } newest => Newer(deployment, newest),
        { State: DeploymentState.Sleeping, Reason: not null } => T("It can't wake now."),
        { State: not DeploymentState.Failing } => null,
        { Release: { State: ReleaseState.Failed } release } => T("Release {0} failed.", release.Number),
        _ => T("It needs you."),
    };

    /// <summary>"release 4 · 2 of 3 instances run · release 5 is building".</summary>
    public static string Meta(DeploymentResponse deployment)
    {
        var meta = OfShown(deployment);
        return deployment.Newest is { State: ReleaseState.Queued or ReleaseState.Building or ReleaseState.Starting } newest && newest.Number > deployment.Release?.Number
            ? $"{meta} · {T("release {0} is {1}", newest.Number, StateLook.Of(newest.State).Word)}"
            : meta;
    }

    private static string Newer(DeploymentResponse deployment, ReleaseOutcome newest) =>
        T("Release {0} failed; release {1} serves.", newest.Number, deployment.Release!.Number);

    private static string OfShown(DeploymentResponse deployment)
    {
        var release = deployment.Release is { } newest ? T("release {0}", newest.Number) : T("no release yet");
        return deployment.State is DeploymentState.Stopped or DeploymentState.Created
            ? deployment.Release is { State: ReleaseState.Queued } queued ? T("release {0} is queued", queued.Number) : release
            : deployment.State == DeploymentState.Sleeping ? $"{release} · {T("asleep, wakes at the first request")}"
            : $"{release} · {Run(Running(deployment), deployment.DesiredInstances)}";
    }

    private static string Run(int running, int desired) => desired == 1 ? T("{0} of {1} instance runs", running, desired) : T("{0} of {1} instances run", running, desired);
}
