using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Releases;

namespace CodeRunner.Worker.Deployments.Tracing;

/// <summary>Tells traces and metrics what a look at a deployment came to, once it is stored.</summary>
internal static class ReleaseTraces
{
    /// <summary>The release that this look lets serve.</summary>
    public static Release? Promoted(Outcome outcome) => outcome.Steps.OfType<Step.Promote>().LastOrDefault()?.Release;

    public static void Tell(Snapshot snapshot, Outcome outcome)
    {
        // Two instances may both give a release up, in one look.
        foreach (var step in outcome.Steps.DistinctBy(step => step is Step.Fail(var release, _) ? (object)release : step))
            Tell(snapshot, step);
    }

    private static void Tell(Snapshot snapshot, Step step)
    {
        switch (step)
        {
            case Step.Promote(var release):
                Settle(release, snapshot.Now, "serving", null);
                break;
            case Step.Fail(var release, var reason):
                Settle(release, snapshot.Now, "failed", reason.Code);
                break;
            case Step.Cancel(var release):
                Settle(release, snapshot.Now, "cancelled", "cancelled");
                break;
            // A release that served has been told of.
            case Step.Supersede(var release, _) when release.ServedAt is null:
                Settle(release, snapshot.Now, "superseded", null);
                break;
            case Step.End({ State: InstanceState.Stopping } instance, _):
                DeployTraces.Record(
                    "instance.drain", Causes.OfDrain(snapshot.Deployment, snapshot.Serving, instance), new(instance.DeploymentId, instance.ReleaseId, InstanceId: instance.Id),
                    instance.StateSince, snapshot.Now);
                break;
        }
    }

    private static void Settle(Release release, DateTimeOffset now, string outcome, string? error)
    {
        DeployMetrics.Settled(now - release.CreatedAt, outcome);
        DeployTraces.Record("release", release.TraceParent, DeployTags.Of(release), release.CreatedAt, now, error);
    }
}
