namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>A deleted deployment: builds end, instances go, then files, then rows. Nothing is ever started.</summary>
internal static class DeletionDecider
{
    public static void Decide(Snapshot snapshot, Decision decision)
    {
        foreach (var release in snapshot.Releases.Where(ReleaseDecider.IsOnItsWay))
            decision.Add(new Step.Cancel(release));
        InstanceDecider.Decide(snapshot, decision);
        if (decision.Steps.Count > 0 || snapshot.Instances.Count > 0 || snapshot.Builds.Count > 0)
            return;
        decision.Add(snapshot.Removal is { Done: true } ? new Step.Erase() : new Step.RemoveFiles());
    }
}
