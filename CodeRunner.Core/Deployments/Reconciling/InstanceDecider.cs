using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>What happens to each instance that exists: started, taken in, found sick, tried again, ended.</summary>
internal static class InstanceDecider
{
    private static readonly Reason NotListening = new("not_listening", "It never listened on the port that PORT names.");

    public static void Decide(Snapshot snapshot, Decision decision)
    {
        foreach (var instance in snapshot.Instances)
        {
            var release = snapshot.Releases.Find(each => each.Id == instance.ReleaseId);
            if (instance.State == InstanceState.Stopping)
                FinishStop(snapshot, instance, decision);
            else if (release is null || snapshot.Wanted(release) == 0)
                decision.Add(new Step.Stop(instance, WhyUnwanted(snapshot)));
            else if (instance.State == InstanceState.Backoff)
                TryAgain(instance, decision);
            else
                Follow(snapshot, instance, release, decision);
        }
    }

    private static string WhyUnwanted(Snapshot snapshot) => snapshot.Deployment.DesiredState switch
    {
        DesiredState.Running when snapshot.Deployment.DesiredInstances == 0 => "the deployment goes to sleep",
        DesiredState.Running => "its release serves no more",
        DesiredState.Stopped => "the deployment was stopped",
        _ => "the deployment is deleted",
    };

    private static void FinishStop(Snapshot snapshot, Instance instance, Decision decision)
    {
        var rules = snapshot.Rules;
        var drain = TimeSpan.FromSeconds(snapshot.Deployment.DrainSeconds);
        var idleAt = instance.StateSince + (snapshot.Busy.Contains(instance.Id) && drain > rules.Settle ? drain : rules.Settle);
        switch (snapshot.Sandbox(instance).Condition)
        {
            case SandboxCondition.Missing or SandboxCondition.Exited or SandboxCondition.Lost:
                decision.Add(new Step.Remove(instance));
                break;
            case SandboxCondition.Ending:
                if (decision.IsDue(instance.StateSince + drain + rules.StopDeadline))
                    decision.Add(new Step.Remove(instance));
                break;
            default:
                if (snapshot.Deployment.DesiredState == DesiredState.Deleted || decision.IsDue(idleAt))
                    decision.Add(new Step.End(instance, "its requests are done, or had their time"));
                break;
        }
    }

    private static void TryAgain(Instance instance, Decision decision)
    {
        if (decision.IsDue(instance.NextTryAt ?? instance.StateSince))
            decision.Add(new Step.Launch(instance, "its wait is over"));
    }

    private static void Follow(Snapshot snapshot, Instance instance, Release release, Decision decision)
    {
        var seen = snapshot.Sandbox(instance);
        switch (seen.Condition)
        {
            case SandboxCondition.Missing:
                decision.Add(new Step.Launch(instance, "its sandbox does not exist"));
                break;
            case SandboxCondition.Lost when seen.MachineGone || snapshot.Now - (instance.StartedAt ?? instance.StateSince) >= snapshot.Rules.LostSoon:
                decision.Add(new Step.Launch(instance, "its sandbox was lost"));
                break;
            case SandboxCondition.Exited when seen.Outage:
                AwaitRecovery(snapshot, instance, seen, decision);
                break;
            case SandboxCondition.Lost:
                // Also of one that was unhealthy before: that was its machine's end already.
                Crash(snapshot, instance, release, seen.Reason, decision);
                break;
            case SandboxCondition.Exited:
                Crash(snapshot, instance, release, instance.State == InstanceState.Unhealthy ? instance.Reason : seen.Reason, decision);
                break;
            case SandboxCondition.Ending:
                if (decision.IsDue(instance.StateSince + snapshot.Rules.StopDeadline))
                    Crash(snapshot, instance, release, instance.Reason ?? seen.Reason, decision);
                break;
            default:
                FollowRunning(snapshot, instance, release, seen, decision);
                break;
        }
    }

    private static void FollowRunning(Snapshot snapshot, Instance instance, Release release, SandboxObservation seen, Decision decision)
    {
        if (instance.State == InstanceState.Starting)
            AwaitHealth(snapshot, instance, release, seen, decision);
        else if (instance.State == InstanceState.Unhealthy)
            decision.Add(new Step.End(instance, "it is unhealthy and is replaced"));
        else if (seen.Condition == SandboxCondition.Unhealthy)
            decision.Add(new Step.Sicken(instance, seen.Reason ?? new Reason("unhealthy", "Its health check failed.")));
    }

    private static void AwaitHealth(Snapshot snapshot, Instance instance, Release release, SandboxObservation seen, Decision decision)
    {
        if (seen.Condition == SandboxCondition.Healthy)
            decision.Add(new Step.MarkRunning(instance));
        else if (decision.IsDue((instance.StartedAt ?? instance.StateSince) + snapshot.Rules.HealthDeadline))
            GiveUp(snapshot, instance, release, seen.Reason ?? NotListening, decision);
        else if (seen.Reason != instance.Reason)
            decision.Add(new Step.Note(instance, seen.Reason));
    }

    private static void GiveUp(Snapshot snapshot, Instance instance, Release release, Reason reason, Decision decision)
    {
        if (release.State == ReleaseState.Starting)
            decision.Add(new Step.Fail(release, reason));
        else
            Crash(snapshot, instance, release, reason, decision);
    }

    /// <summary>However long it lasts, the next try is soon; a release that has not served yet has its own deadline.</summary>
    private static void AwaitRecovery(Snapshot snapshot, Instance instance, SandboxObservation seen, Decision decision) => decision.Add(new Step.BackOff(
        instance, seen.Reason ?? new Reason("outage", "Something that it needs is away."), instance.Crashes, snapshot.Now + Backoff.Wait(snapshot.Rules, instance.Id, 1)));

    private static void Crash(Snapshot snapshot, Instance instance, Release release, Reason? reason, Decision decision)
    {
        reason ??= new Reason("exited", "It ended.");
        var crashes = Backoff.Count(snapshot.Rules, instance, snapshot.Now);
        if (release.State != ReleaseState.Starting)
            decision.Add(new Step.BackOff(instance, reason, crashes, snapshot.Now + Backoff.Wait(snapshot.Rules, instance.Id, crashes)));
        else if (crashes >= snapshot.Rules.StartTries)
            decision.Add(new Step.Fail(release, reason));
        else
            decision.Add(new Step.BackOff(instance, reason, crashes, snapshot.Now + snapshot.Rules.StartPause));
    }
}
