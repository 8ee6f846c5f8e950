using CodeRunner.Contracts;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>One decided change, with why.</summary>
public abstract record Step(string Why)
{
    public sealed record Build(Release Release) : Step("the newest queued release has no artifact");

    public sealed record AwaitTurn(Release Release, Reason Reason) : Step(Reason.Message);

    public sealed record BeginBuild(Release Release) : Step("its turn has come");

    public sealed record TakeArtifact(Release Release, Artifact Artifact) : Step("its build is done");

    public sealed record Requeue(Release Release, string Why) : Step(Why);

    public sealed record Interrupt(Release Release) : Step("its build was interrupted");

    public sealed record Begin(Release Release) : Step("it has an artifact and is the newest");

    public sealed record Promote(Release Release) : Step("all its instances are healthy");

    public sealed record Supersede(Release Release, string Why) : Step(Why);

    public sealed record Cancel(Release Release) : Step("somebody asked for it");

    public sealed record Fail(Release Release, Reason Reason) : Step(Reason.Message);

    public sealed record Create(Release Release) : Step("fewer instances than wanted");

    public sealed record Launch(Instance Instance, string Why) : Step(Why);

    public sealed record MarkRunning(Instance Instance) : Step("it is healthy");

    public sealed record Note(Instance Instance, Reason? Reason) : Step("what is known of its start changed");

    public sealed record Sicken(Instance Instance, Reason Reason) : Step(Reason.Message);

    public sealed record BackOff(Instance Instance, Reason Reason, int Crashes, DateTimeOffset NextTryAt) : Step(Reason.Message);

    /// <summary>No new requests; the sandbox ends when those in flight are done.</summary>
    public sealed record Stop(Instance Instance, string Why) : Step(Why);

    public sealed record End(Instance Instance, string Why) : Step(Why);

    public sealed record Remove(Instance Instance) : Step("its sandbox has ended");

    public sealed record RemoveFiles() : Step("nothing of the deployment runs any more");

    public sealed record Erase() : Step("nothing of the deployment is left on disk");
}
