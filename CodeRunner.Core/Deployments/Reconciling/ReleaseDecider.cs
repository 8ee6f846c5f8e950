using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>Which releases are built, started, superseded or given up. The newest wins.</summary>
internal static class ReleaseDecider
{
    public static void Decide(Snapshot snapshot, Decision decision)
    {
        foreach (var release in snapshot.Releases.Where(IsOnItsWay))
            DecideOne(snapshot, release, decision);
        if (decision.Steps.Count == 0)
            Advance(snapshot, decision);
    }

    public static bool IsOnItsWay(Release release) =>
        release.State is ReleaseState.Queued or ReleaseState.Building or ReleaseState.Starting;

    private static void DecideOne(Snapshot snapshot, Release release, Decision decision)
    {
        if (release.CancelRequestedAt is not null)
            decision.Add(new Step.Cancel(release));
        else if (NewerThan(snapshot, release) is { } newer)
            decision.Add(new Step.Supersede(release, $"release {newer.Number} is newer"));
        else if (Overdue(snapshot, release, decision) is { } reason)
            decision.Add(new Step.Fail(release, reason));
        else if (release.State == ReleaseState.Building)
            FollowBuild(snapshot, release, decision);
        else if (release.State == ReleaseState.Starting && !snapshot.WantsToRun)
            decision.Add(new Step.Requeue(release, "the deployment was stopped"));
    }

    /// <summary>A release that is built keeps its place until a newer one starts: while that is built, this one may already serve.</summary>
    private static Release? NewerThan(Snapshot snapshot, Release release) => snapshot.Releases.FindLast(other =>
        other.Number > release.Number && other.CancelRequestedAt is null
        && (other.State is ReleaseState.Starting or ReleaseState.Serving
            || (release.State == ReleaseState.Queued && IsOnItsWay(other))));

    private static Reason? Overdue(Snapshot snapshot, Release release, Decision decision)
    {
        if (!snapshot.WantsToRun && release.State != ReleaseState.Building)
            return null;
        // One that can begin now does, however long the deployment was stopped before.
        if (release.State == ReleaseState.Queued && !IsBuilding(snapshot))
            return null;
        var (limit, code, what) = release.State switch
        {
            ReleaseState.Queued => (snapshot.Rules.QueueDeadline, "queue_timeout", "Its build did not begin"),
            ReleaseState.Building when WaitsForTurn(release) => (snapshot.Rules.QueueDeadline, "queue_timeout", "Its turn to be built did not come"),
            ReleaseState.Building => (snapshot.Rules.BuildDeadline, "build_timeout", "Its build was not done"),
            _ => (snapshot.Rules.StartDeadline, "start_timeout", "Its instances were not all healthy"),
        };
        return decision.IsDue(release.StateSince + limit) ? new Reason(code, $"{what} within {Words.Of(limit)}.{Obstacle(snapshot, release)}") : null;
    }

    /// <summary>What one of its instances waits for.</summary>
    private static string Obstacle(Snapshot snapshot, Release release) =>
        snapshot.Instances.Find(instance => instance.ReleaseId == release.Id && instance.State == InstanceState.Backoff)?.Reason is { } reason ? $" {reason.Message}" : "";

    private static Reason Interrupted(int times) => new(
        "build_interrupted", $"Its build was interrupted {times} times: each time the Worker that ran it ended. Push again; if it stays, tell the operator.");

    private static void FollowBuild(Snapshot snapshot, Release release, Decision decision)
    {
        var build = snapshot.Builds.GetValueOrDefault(release.Id);
        if (build is null && WaitsForTurn(release))
            decision.Add(new Step.Requeue(release, "its Worker ended before its turn came"));
        else if (build is null)
            decision.Add(release.Interruptions + 1 < snapshot.Rules.BuildTries ? new Step.Interrupt(release) : (Step)new Step.Fail(release, Interrupted(release.Interruptions + 1)));
        else if (build.Failure is not null)
            decision.Add(new Step.Fail(release, build.Failure));
        else if (build.Artifact is not null)
            decision.Add(new Step.TakeArtifact(release, build.Artifact));
        else if (build.Waiting is { } place && place != release.Reason)
            decision.Add(new Step.AwaitTurn(release, place));
        else if (build.Waiting is null && release.Reason is not null)
            decision.Add(new Step.BeginBuild(release));
    }

    /// <summary>As it is stored, not as it is seen: when its turn has come, its time begins before it is looked at.</summary>
    private static bool WaitsForTurn(Release release) => release.Reason is not null;

    private static bool IsBuilding(Snapshot snapshot) => snapshot.Releases.Exists(release => release.State == ReleaseState.Building);

    private static void Advance(Snapshot snapshot, Decision decision)
    {
        if (!snapshot.WantsToRun || snapshot.Releases.FindLast(IsQueued) is not { } next)
            return;
        if (next.HasArtifact)
            decision.Add(new Step.Begin(next));
        else if (!IsBuilding(snapshot))
            decision.Add(new Step.Build(next));
    }

    private static bool IsQueued(Release release) => release.State == ReleaseState.Queued;
}
