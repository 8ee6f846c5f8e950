using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Releases;
using CodeRunner.Core.Scaling;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>How many instances there are, and when the next release takes over.</summary>
internal static class CountDecider
{
    public static void Decide(Snapshot snapshot, Decision decision)
    {
        if (snapshot.Coming is { } coming)
            DecideComing(snapshot, coming, decision);
        if (snapshot.Serving is { } serving && decision.Steps.Count == 0)
            DecideServing(snapshot, serving, decision);
    }

    private static void DecideComing(Snapshot snapshot, Release coming, Decision decision)
    {
        var wanted = snapshot.Wanted(coming);
        var live = snapshot.Live(coming).ToList();
        Level(coming, live, wanted, decision);
        if (wanted > 0 && live.Count(IsRunning) >= wanted)
            decision.Add(new Step.Promote(coming));
    }

    /// <summary>Instances from before a restart that was asked for go one for each new one that is healthy.</summary>
    private static void DecideServing(Snapshot snapshot, Release serving, Decision decision)
    {
        var wanted = snapshot.Wanted(serving);
        if (wanted == 0 && WakeUp.RefusedUntil(snapshot.Deployment) is { } again)
            decision.IsDue(again);
        var live = snapshot.Live(serving).ToLookup(instance => instance.RestartCount >= snapshot.Deployment.RestartCount);
        var fresh = live[true].ToList();
        Level(serving, fresh, wanted, decision);
        var keep = Math.Max(0, wanted - fresh.Count(IsRunning));
        foreach (var stale in live[false].OrderByDescending(IsRunning).ThenBy(instance => instance.CreatedAt).Where((stale, place) => place >= keep || !IsRunning(stale)))
            decision.Add(new Step.Stop(stale, "a restarted instance took its place"));
    }

    private static void Level(Release release, List<Instance> live, int wanted, Decision decision)
    {
        for (var missing = wanted - live.Count; missing > 0; missing--)
            decision.Add(new Step.Create(release));
        foreach (var extra in live.OrderByDescending(IsRunning).ThenBy(instance => instance.CreatedAt).Skip(wanted))
            decision.Add(new Step.Stop(extra, "more instances than wanted"));
    }

    private static bool IsRunning(Instance instance) => instance.State == InstanceState.Running;
}
