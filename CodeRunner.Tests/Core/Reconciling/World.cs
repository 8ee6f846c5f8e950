using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Releases;

namespace CodeRunner.Tests.Core.Reconciling;

/// <summary>A deployment with its machine, in memory: effects become sandboxes and builds, and tests say what happens to those.</summary>
internal sealed class World
{
    private const string NodeId = "node";

    public World(int instances = 1) => Deployment = new Deployment(Guid.NewGuid(), "app", "app", EnvironmentName.Development, instances, Now);

    public static DateTimeOffset Began { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; private set; } = Began;

    public Deployment Deployment { get; }

    public List<Release> Releases { get; } = [];

    public List<Instance> Instances { get; } = [];

    public Dictionary<Guid, SandboxObservation> Sandboxes { get; } = [];

    public Dictionary<Guid, BuildObservation> Builds { get; } = [];

    public HashSet<Guid> Busy { get; } = [];

    public FileRemoval? Removal { get; set; }

    public bool Erased { get; private set; }

    public Release Push()
    {
        var release = new Release(Deployment, new SourceDescription(SourceKind.Archive, "a.zip"), Guid.NewGuid(), Now);
        Releases.Add(release);
        return release;
    }

    public Release Rollback(Release to)
    {
        var release = to.Again(Deployment, to.Limits, to.Number, Guid.NewGuid(), Now);
        Releases.Add(release);
        return release;
    }

    public Snapshot Look() => new(Deployment, Releases, Instances, Now)
    {
        Sandboxes = new(Sandboxes),
        Builds = new(Builds),
        Busy = Busy,
        Removal = Removal,
    };

    public Outcome Reconcile()
    {
        var outcome = Reconciler.Run(Look(), NodeId);
        Instances.AddRange(outcome.Created);
        Instances.RemoveAll(outcome.Removed.Contains);
        foreach (var release in Releases.Where(release => release.State != ReleaseState.Building))
            Builds.Remove(release.Id);
        foreach (var effect in outcome.Effects)
            Carry(effect);
        Erased |= outcome.Erase;
        return outcome;
    }

    public Outcome Wait(TimeSpan time)
    {
        Now += time;
        return Reconcile();
    }

    public Outcome Built(Release release)
    {
        Builds[release.Id] = new BuildObservation(new Artifact(Guid.NewGuid(), NodeId, Runtime.Node, ["node"], "", new Dictionary<string, string>(), 1));
        return Reconcile();
    }

    public Outcome BuildFailed(Release release)
    {
        Builds[release.Id] = new BuildObservation(Failure: new Reason("build_failed", "npm ci failed.", 1, "install"));
        return Reconcile();
    }

    public Outcome See(Instance instance, SandboxCondition condition, Reason? reason = null)
    {
        Sandboxes[instance.SandboxId!.Value] = new SandboxObservation(condition, reason);
        return Reconcile();
    }

    public Outcome Crash(Instance instance) => See(instance, SandboxCondition.Exited, new Reason("crashed", "It ended with exit code 1.", 1));

    public Outcome Lose(Instance instance) => See(instance, SandboxCondition.Lost, new Reason("lost", "It ended and nobody saw how."));

    public Outcome LoseMachine(Instance instance)
    {
        Sandboxes[instance.SandboxId!.Value] = new SandboxObservation(SandboxCondition.Lost, new Reason("lost", "Its machine m3 is down.")) { MachineGone = true };
        return Reconcile();
    }

    /// <summary>All that can go well does, one round.</summary>
    public Outcome GoWell()
    {
        foreach (var release in Releases.Where(release => Builds.TryGetValue(release.Id, out var build) && build == BuildObservation.Running).ToList())
            Builds[release.Id] = new BuildObservation(new Artifact(Guid.NewGuid(), NodeId, Runtime.Node, ["node"], "", new Dictionary<string, string>(), 1));
        foreach (var (id, seen) in Sandboxes.ToList())
        {
            if (seen.Condition == SandboxCondition.Up)
                Sandboxes[id] = new SandboxObservation(SandboxCondition.Healthy);
            else if (seen.Condition == SandboxCondition.Ending)
                Sandboxes[id] = new SandboxObservation(SandboxCondition.Exited);
        }
        return Reconcile();
    }

    /// <summary>A release that serves with all its instances.</summary>
    public Release Serve()
    {
        var release = Push();
        Reconcile();
        Built(release);
        GoWell();
        return release;
    }

    private void Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.StartBuild(var release):
                Builds[release.Id] = BuildObservation.Running;
                break;
            case Effect.EndBuild(var releaseId):
                Builds.Remove(releaseId);
                break;
            case Effect.StartSandbox(_, var sandboxId, _):
                Sandboxes[sandboxId] = new SandboxObservation(SandboxCondition.Up);
                break;
            case Effect.EndSandbox(var sandboxId):
                Sandboxes[sandboxId] = SandboxObservation.Ending;
                break;
            case Effect.RetireSandbox(var sandboxId):
                Sandboxes.Remove(sandboxId);
                break;
            case Effect.RemoveFiles:
                Removal ??= new FileRemoval(Now, Done: true);
                break;
        }
    }
}
