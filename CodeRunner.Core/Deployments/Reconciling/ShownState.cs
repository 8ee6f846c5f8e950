using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;
using CodeRunner.Core.Scaling;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>What a deployment's state is called, and why.</summary>
internal static class ShownState
{
    private const string DeleteDelayed = "delete_delayed";

    public static (DeploymentState State, Reason? Reason) Of(Snapshot snapshot) => snapshot.Deployment.DesiredState switch
    {
        DesiredState.Deleted => (DeploymentState.Deleting, WhyNotDeleted(snapshot)),
        DesiredState.Stopped => (snapshot.Instances.Count > 0 ? DeploymentState.Stopping : DeploymentState.Stopped, null),
        _ when snapshot.Serving is { } serving => OfServing(snapshot, serving),
        _ => OfNewest(snapshot.Releases),
    };

    /// <summary>What was said stays until this Worker knows better: it may have taken the deployment over.</summary>
    private static Reason? WhyNotDeleted(Snapshot snapshot) => snapshot switch
    {
        { Removal: { Done: false } removal } when snapshot.Now - removal.Since >= snapshot.Rules.DeleteDelay =>
            new Reason(DeleteDelayed, $"{removal.Doing} It is tried again and again."),
        { Removal: not { Done: true }, Deployment.Reason: { Code: DeleteDelayed } said } => said,
        _ => null,
    };

    /// <summary>As long as no request is let try again.</summary>
    private static Reason? WhyNotWoken(Snapshot snapshot) => WakeUp.RefusedUntil(snapshot.Deployment) > snapshot.Now ? snapshot.Deployment.Reason : null;

    private static (DeploymentState, Reason?) OfServing(Snapshot snapshot, Release serving)
    {
        var wanted = snapshot.Wanted(serving);
        var live = snapshot.Live(serving).ToList();
        var healthy = live.Count(instance => instance.State == InstanceState.Running);
        if (wanted == 0)
            return (DeploymentState.Sleeping, WhyNotWoken(snapshot));
        if (healthy >= wanted)
            return (DeploymentState.Running, null);
        var crashed = live.Find(instance => instance.State is InstanceState.Backoff or InstanceState.Unhealthy)
            ?? live.Find(instance => instance.State == InstanceState.Starting && instance.Crashes > 0);
        if (crashed is not null)
            return (DeploymentState.Failing, crashed.Reason ?? new Reason("crashed", "An instance crashed and is being started again."));
        return (healthy > 0 ? DeploymentState.Running : DeploymentState.Starting, null);
    }

    private static (DeploymentState, Reason?) OfNewest(List<Release> releases)
    {
        var newest = releases.FindLast(ReleaseDecider.IsOnItsWay) ?? releases.LastOrDefault();
        return newest?.State switch
        {
            ReleaseState.Queued or ReleaseState.Building => (DeploymentState.Building, null),
            ReleaseState.Starting => (DeploymentState.Starting, null),
            ReleaseState.Failed => (DeploymentState.Failing, newest.Reason),
            _ => (DeploymentState.Created, null),
        };
    }
}
