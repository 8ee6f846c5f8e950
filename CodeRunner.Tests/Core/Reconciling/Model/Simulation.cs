using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Releases;

namespace CodeRunner.Tests.Core.Reconciling.Model;

/// <summary>
/// A deployment on a simulated machine, driven as the API, the clock and bad luck drive it. Nothing but an event or the moment that the reconciler asked for makes it look
/// again, so what waits for neither would wait for ever.
/// </summary>
internal sealed class Simulation(Invariants invariants)
{
    private static readonly RetentionRules Retention = new(MostEarlier: 2, MostBytes: 6);

    private readonly Dictionary<Guid, AppKind> kinds = [];
    private readonly HashSet<Guid> removed = [];
    private readonly HashSet<Guid> busy = [];
    private DateTimeOffset? wakeAt;

    public SimulatedMachine Machine { get; } = new();

    public Deployment Deployment { get; } = new(Guid.NewGuid(), "app", "app", EnvironmentName.Development, 1, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public List<Release> Releases { get; } = [];

    public List<Instance> Instances { get; } = [];

    /// <summary>Releases to which something happened while they started, which may have been too much for them.</summary>
    public HashSet<Guid> Disturbed { get; } = [];

    public bool Erased { get; private set; }

    public Release? Newest => Releases.LastOrDefault();

    public IEnumerable<Instance> Routed => Instances.Where(each => each.State == InstanceState.Running && each.ReleaseId == Deployment.ServingReleaseId);

    private DateTimeOffset Now => Machine.Now;

    public AppKind KindOf(Release release) => kinds[release.Id];

    public void Do(Op op)
    {
        if (Erased)
            return;
        if (op is Op.Scale or Op.Restart or Op.Kill or Op.Lose or Op.KillWorker && Releases.Find(each => each.State == ReleaseState.Starting) is { } starting)
            Disturbed.Add(starting.Id);
        if (op is Op.KillWorker && Releases.Find(each => each.State == ReleaseState.Building) is { Interruptions: 2 } building)
            Disturbed.Add(building.Id);
        if (op is Op.Pass(var seconds))
            Pass(TimeSpan.FromSeconds(seconds));
        else
            Happen(op);
        Look();
    }

    /// <summary>Until nothing is waited for any more.</summary>
    public void ComeToRest()
    {
        Machine.Calm = true;
        for (var hours = 0; hours < 24 && !Erased && (wakeAt ?? Machine.NextEventAt) is not null; hours++)
            Pass(TimeSpan.FromHours(1));
        wakeAt.ShouldBeNull("something is still waited for after a day");
    }

    private void Pass(TimeSpan time)
    {
        var until = Now + time;
        for (var looks = 0; !Erased && NextMoment() is { } next && next <= until; looks++)
        {
            looks.ShouldBeLessThan(20_000, "it looks again and again");
            Machine.Now = next > Now ? next : Now;
            Machine.HappenUntilNow();
            Look();
        }
        Machine.Now = until;
    }

    private DateTimeOffset? NextMoment() => (wakeAt, Machine.NextEventAt) switch
    {
        ({ } wake, { } next) => wake < next ? wake : next,
        var (wake, next) => wake ?? next,
    };

    private void Happen(Op op)
    {
        switch (op)
        {
            case Op.Start:
                Deployment.TryStart(out _);
                break;
            case Op.Stop:
                Deployment.TryStop(out _);
                break;
            case Op.Restart:
                Deployment.TryRestart(out _);
                break;
            case Op.Delete:
                Deployment.Delete();
                break;
            case Op.Scale(var instances):
                Deployment.TryScale(instances, out _);
                break;
            case Op.Cancel:
                Releases.FindLast(each => !each.Ended)?.TryCancel(Now, out _);
                break;
            case Op.Crowd(var crowded):
                Machine.Crowded = crowded;
                break;
            case Op.KillWorker:
                Machine.KillWorker();
                break;
            case Op.Deploy or Op.Change or Op.RollBack:
                Make(op);
                break;
            default:
                HitInstance(op);
                break;
        }
    }

    private void Make(Op op)
    {
        if (op is not Op.Change && !Deployment.TryStart(out _))
            return;
        switch (op)
        {
            case Op.Deploy(var app):
                Add(new Release(Deployment, new SourceDescription(SourceKind.Archive, "a.zip"), Guid.NewGuid(), Now), app);
                break;
            case Op.Change when Releases.FindLast(each => each.CancelRequestedAt is null && (IsKept(each) || each.State is ReleaseState.Queued or ReleaseState.Building)) is { } from:
                Add(IsKept(from) ? from.Again(Deployment, from.Limits, null, Guid.NewGuid(), Now) : from.Rebuild(Deployment, Guid.NewGuid(), Now), KindOf(from));
                break;
            case Op.RollBack(var back) when Releases.Where(IsKept).Reverse().ElementAtOrDefault(back) is { } to:
                Add(to.Again(Deployment, to.Limits, to.Number, Guid.NewGuid(), Now), KindOf(to));
                break;
        }
    }

    private bool IsKept(Release release) => release.Artifact is { } artifact && !removed.Contains(artifact.Id);

    private void Add(Release release, AppKind kind)
    {
        Releases.Add(release);
        kinds[release.Id] = kind;
    }

    private void HitInstance(Op op)
    {
        var running = Instances.Where(each => each.SandboxId is { } id && Machine.Sandboxes.ContainsKey(id)).ToList();
        if (running.Count == 0)
            return;
        switch (op)
        {
            case Op.Kill(var index):
                Machine.Crash(running[index % running.Count].SandboxId!.Value);
                break;
            case Op.Lose(var index):
                Machine.Lose(running[index % running.Count].SandboxId!.Value);
                break;
            case Op.Ask(var index):
                busy.Add(running[index % running.Count].Id);
                break;
        }
    }

    private void Look()
    {
        if (Erased)
            return;
        invariants.Before(this);
        var outcome = Reconciler.Run(See(), "node");
        Instances.AddRange(outcome.Created);
        Instances.RemoveAll(outcome.Removed.Contains);
        Erased = outcome.Erase;
        wakeAt = outcome.WakeAt;
        invariants.Check(this, outcome);
        foreach (var effect in outcome.Effects)
            Carry(effect);
        foreach (var id in Machine.Builds.Keys.Where(id => Releases.Find(each => each.Id == id)?.State != ReleaseState.Building).ToList())
            Machine.Builds.Remove(id);
        TidyArtifacts();
        if (!Erased)
            invariants.CheckSecondLook(this, Reconciler.Run(See(), "node"));
    }

    /// <summary>As the Worker reads it: releases that have ended are not read, but for the newest.</summary>
    private Snapshot See() => new(Deployment, Releases.Where(each => !each.Ended || each == Newest), Instances, Now)
    {
        Sandboxes = new(Machine.Sandboxes),
        Builds = new(Machine.Builds),
        Busy = busy,
        Removal = Machine.Removal,
    };

    private void Carry(Effect effect)
    {
        switch (effect)
        {
            case Effect.StartBuild(var release):
                Machine.StartBuild(release, KindOf(release));
                break;
            case Effect.EndBuild(var releaseId):
                Machine.Builds.Remove(releaseId);
                break;
            case Effect.StartSandbox(_, var sandboxId, var release):
                IsKept(release).ShouldBeTrue($"what release {release.Number} needs was removed");
                Machine.Launch(sandboxId, KindOf(release));
                break;
            case Effect.EndSandbox(var sandboxId):
                Machine.End(sandboxId);
                break;
            case Effect.RetireSandbox(var sandboxId):
                Machine.Retire(sandboxId);
                break;
            case Effect.RemoveFiles:
                Machine.RemoveFiles();
                break;
        }
    }

    private void TidyArtifacts()
    {
        var kept = Releases.Where(IsKept).GroupBy(each => each.Artifact!.Id).Select(each => new KeptArtifact(
            each.Key, Deployment.Id, 1, each.Any(one => !one.Ended), each.Max(one => one.ServedAt), each.Max(one => one.CancelRequestedAt is null ? one.Number : 0)));
        removed.UnionWith(ArtifactRetention.Removable([.. kept], Retention).Select(each => each.Id));
    }
}
