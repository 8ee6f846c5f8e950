using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Live;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>One look at one deployment: read, decide, store, tell, act. When somebody else wrote in between, it reads and decides again.</summary>
internal sealed partial class DeploymentReconciler(
    Database database,
    NodeIdentity node,
    Ownerships ownerships,
    SharedUse use,
    SharedDrain drain,
    SandboxWatch watch,
    BuildRunner builds,
    DeploymentFiles files,
    EffectRunner effects,
    RouteTable routeTable,
    RouteLoader routes,
    LivePublisher live,
    WakeCalls calls,
    WakeGate gate,
    TimeProvider clock,
    IOptions<DeploymentOptions> options,
    IOptions<BuildsOptions> buildsOptions,
    ILogger<DeploymentReconciler> logger)
{
    private const int MostTries = 5;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(500);

    private readonly ReconcileRules rules = options.Value.ToRules(buildsOptions.Value);

    /// <summary>Returns when to look again although nothing happens. A deployment of another Worker's is not looked at.</summary>
    public async Task<DateTimeOffset?> LookAsync(Guid deploymentId, CancellationToken term)
    {
        if (ownerships.Find(deploymentId) is not { } ownership)
            return null;
        try
        {
            using var looking = ownership.Use();
            return await LookAsync(ownership);
        }
        catch (Exception exception) when (exception is LeaseLostException || (exception is OperationCanceledException && ownership.Token.IsCancellationRequested))
        {
            Stopped(logger, deploymentId);
            return null;
        }
    }

    private async Task<DateTimeOffset?> LookAsync(Ownership ownership)
    {
        var called = calls.Take(ownership.DeploymentId);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await LookOnceAsync(ownership, called);
            }
            catch (DbUpdateConcurrencyException) when (tries < MostTries)
            {
                // The other writer's change is a reason to decide anew.
            }
        }
    }

    private async Task<DateTimeOffset?> LookOnceAsync(Ownership ownership, bool called)
    {
        var (deploymentId, term) = (ownership.DeploymentId, ownership.Token);
        await using var db = database.Open();
        if (await ReadAsync(db, ownership, term) is not { } snapshot)
        {
            ownership.Close();
            return null;
        }
        var woken = called ? await gate.TryWakeAsync(db, ownership, snapshot.Deployment, snapshot.Now) : null;
        var outcome = Reconciler.Run(snapshot, node.Id);
        Log(deploymentId, outcome);
        db.AddRange(outcome.Created);
        db.RemoveRange(outcome.Removed);
        if (woken is not null)
            db.Add(woken);
        if (db.ChangeTracker.HasChanges())
            await StoreAsync(db, ownership, snapshot, outcome);
        ReleaseTraces.Tell(snapshot, outcome);
        foreach (var releaseId in builds.See(deploymentId).Keys.Except(snapshot.Builds.Keys))
            builds.Forget(releaseId);
        await effects.RunAsync(ownership, snapshot.Deployment, woken is not { Rule: ScalingRule.Wake } ? outcome.Effects : [.. outcome.Effects, new Effect.Say("It wakes: a request came.", null, null)]);
        if (outcome.Erase)
            await EraseAsync(ownership, snapshot.Deployment, term);
        return WakeAt(snapshot, outcome);
    }

    private async Task<Snapshot?> ReadAsync(CodeRunnerDb db, Ownership ownership, CancellationToken cancellationToken)
    {
        var deploymentId = ownership.DeploymentId;
        // What this Worker sees is read first: what is stored then is never older than what it is compared with.
        var running = builds.See(deploymentId);
        var deployment = await db.Deployments.SingleOrDefaultAsync(each => each.Id == deploymentId, cancellationToken);
        if (deployment is null)
            return null;
        var releases = await db.Releases
            .Where(release => release.DeploymentId == deploymentId
                && (release.State == ReleaseState.Queued || release.State == ReleaseState.Building || release.State == ReleaseState.Starting
                    || release.State == ReleaseState.Serving || release.Number == deployment.LastReleaseNumber || running.Keys.Contains(release.Id)))
            .ToListAsync(cancellationToken);
        SettleBuilds(running, releases);
        var instances = await db.Instances.Where(instance => instance.DeploymentId == deploymentId).ToListAsync(cancellationToken);
        return new Snapshot(deployment, releases, instances, clock.GetUtcNow())
        {
            Rules = rules,
            Sandboxes = watch.See(instances.Select(instance => instance.SandboxId).OfType<Guid>()),
            Builds = running,
            Busy = await BusyAsync(instances, ownership, cancellationToken),
            Removal = files.See(ownership),
        };
    }

    /// <summary>
    /// A commit may have been done although its answer was lost: then nothing came after it. A build whose artifact is stored is done with; one that nobody wants any
    /// more ends.
    /// </summary>
    private void SettleBuilds(Dictionary<Guid, BuildObservation> running, List<Release> releases)
    {
        foreach (var release in releases.Where(release => release.State != ReleaseState.Building && running.ContainsKey(release.Id)))
        {
            if (release.Artifact is not null)
                running.Remove(release.Id);
            else
                builds.End(release.Id);
        }
    }

    /// <summary>Those with requests in flight here, and those that the ingress of another Worker may still use.</summary>
    private async Task<HashSet<Guid>> BusyAsync(List<Instance> instances, Ownership ownership, CancellationToken cancellationToken)
    {
        var stopping = instances.Where(instance => instance is { State: InstanceState.Stopping, SandboxId: not null }).Select(instance => (instance.Id, SandboxId: instance.SandboxId!.Value)).ToList();
        return
        [
            .. routeTable.Busy(instances.Select(instance => instance.Id)),
            .. stopping.Where(each => use.IsUsedByOthers(each.SandboxId)).Select(each => each.Id),
            .. await drain.FindUndrainedAsync(stopping, ownership.WorkerId, cancellationToken),
        ];
    }

    /// <summary>Another Worker does not say when its last request ended.</summary>
    private static DateTimeOffset? WakeAt(Snapshot snapshot, Outcome outcome)
    {
        if (!snapshot.Instances.Exists(instance => instance.State == InstanceState.Stopping && snapshot.Busy.Contains(instance.Id)))
            return outcome.WakeAt;
        var soon = snapshot.Now + BusyPause;
        return outcome.WakeAt < soon ? outcome.WakeAt : soon;
    }

    private async Task StoreAsync(CodeRunnerDb db, Ownership ownership, Snapshot snapshot, Outcome outcome)
    {
        if (ReleaseTraces.Promoted(outcome) is { } promoted)
            await DeployTraces.RunAsync(
                () => DeployTraces.Begin("release.switch", promoted.TraceParent, DeployTags.Of(promoted)), () => StoreAsync(db, ownership, snapshot.Deployment, ownership.Token));
        else
            await StoreAsync(db, ownership, snapshot.Deployment, ownership.Token);
    }

    private async Task StoreAsync(CodeRunnerDb db, Ownership ownership, Deployment deployment, CancellationToken cancellationToken)
    {
        var changes = StateChanges.Collect(db.ChangeTracker, deployment.ProjectId, clock.GetUtcNow());
        // A wake-up has begun one.
        await using var transaction = db.Database.CurrentTransaction ?? await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(ownership, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.NotifyRoutesAsync(deployment.Id, cancellationToken);
        await routes.LoadAheadAsync(db, deployment.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        // It was read within the transaction; what others changed meanwhile holds nothing up.
        routes.LoadSoon(deployment.Id);
        changes.ForEach(live.Publish);
    }

    private async Task EraseAsync(Ownership ownership, Deployment deployment, CancellationToken cancellationToken)
    {
        routeTable.Remove(deployment.Id, routeTable.BeginReading());
        await files.EraseRowsAsync(ownership, cancellationToken);
        ownership.Close();
        live.Publish(new StateChange("deployment", deployment.Id, deployment.ProjectId, deployment.Id, "deleted", null, clock.GetUtcNow()));
    }

    private void Log(Guid deploymentId, Outcome outcome)
    {
        foreach (var step in outcome.Steps)
            Decided(logger, deploymentId, step.GetType().Name, step.Why);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Deployment {DeploymentId} is another Worker's by now")]
    private static partial void Stopped(ILogger logger, Guid deploymentId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Deployment {DeploymentId}: {Step}, because {Why}")]
    private static partial void Decided(ILogger logger, Guid deploymentId, string step, string why);
}
