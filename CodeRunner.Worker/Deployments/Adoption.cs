using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// Compares the sandboxes of this machine with the database: an instance's is followed without a restart, one that nobody knows is removed. A sandbox of a deployment
/// that another Worker acts for is left alone.
/// </summary>
internal sealed class Adoption(
    ISandboxProvider provider,
    Database database,
    Ownerships ownerships,
    SandboxWatch watch,
    SandboxRunner sandboxes,
    BuildRunner builds,
    TimeProvider clock,
    ILogger<Adoption> logger)
    : Loop(clock, TimeSpan.FromSeconds(15), logger), IWorkerDuty
{
    /// <summary>A younger sandbox may belong to a start that is being stored.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(5);

    public Task RunAsync(Term term) => RunAsync(term.Token);

    /// <summary>
    /// For deployments that were just taken over; must be done before anything is decided for them: a sandbox that is not followed counts as missing. One listing for
    /// all; none for those that had no owner before.
    /// </summary>
    public async Task AdoptAsync(IReadOnlyCollection<Ownership> taken, CancellationToken cancellationToken)
    {
        var known = taken.Where(ownership => ownership.Generation > 1).ToDictionary(ownership => ownership.DeploymentId);
        if (known.Count > 0)
            await CompareAsync(known.GetValueOrDefault, _ => true, await provider.ListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Finds what a start left that came too late, and what belongs to nobody.</summary>
    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        var found = await provider.ListAsync(cancellationToken);
        await CompareAsync(ownerships.Find, sandbox => Clock.GetUtcNow() - sandbox.StartedAt > Young, found, cancellationToken);
        await RemoveUnownedAsync(found, cancellationToken);
    }

    private async Task CompareAsync(
        Func<Guid, Ownership?> ownershipOf, Func<SandboxStatus, bool> mayRemove, IReadOnlyList<SandboxStatus> found, CancellationToken cancellationToken)
    {
        var owned = found.Select(sandbox => (Sandbox: sandbox, Ownership: ownershipOf(sandbox.Labels.DeploymentId))).Where(each => each.Ownership is not null).ToList();
        foreach (var (build, ownership) in owned.Where(each => each.Sandbox.Purpose == SandboxPurpose.Build && !builds.IsRunning(each.Sandbox.Labels.ReleaseId)))
            sandboxes.Retire(ownership!, build.Id, null);
        var unknown = owned.FindAll(each =>
            each.Sandbox.Purpose == SandboxPurpose.Instance && !watch.Knows(each.Sandbox.Id) && !sandboxes.IsRetiring(each.Sandbox.Id));
        if (unknown.Count == 0)
            return;
        var named = await NamedAsync(unknown.ConvertAll(each => each.Sandbox.Id), cancellationToken);
        foreach (var (sandbox, ownership) in unknown)
        {
            if (named.TryGetValue(sandbox.Id, out var instance))
                watch.Follow(watch.Add(ownership!, sandbox.Id, sandbox.Labels, instance.Limits, instance.HealthPath), isNew: false);
            else if (mayRemove(sandbox))
                sandboxes.Retire(ownership!, sandbox.Id, sandbox.Labels);
        }
    }

    private async Task<Dictionary<Guid, (Limits Limits, string? HealthPath)>> NamedAsync(List<Guid> sandboxIds, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var rows = await db.Instances
            .Where(instance => instance.SandboxId != null && sandboxIds.Contains(instance.SandboxId.Value))
            .Join(db.Releases, instance => instance.ReleaseId, release => release.Id, (instance, release) => new { instance.SandboxId, release.Limits, release.Settings })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.SandboxId!.Value, row => (row.Limits, row.Settings.HealthPath));
    }

    /// <summary>A deployment's row goes last: what has none belongs to nobody, and any Worker may remove it.</summary>
    private async Task RemoveUnownedAsync(IReadOnlyList<SandboxStatus> found, CancellationToken cancellationToken)
    {
        var others = found.Where(sandbox => ownerships.Find(sandbox.Labels.DeploymentId) is null).ToList();
        if (others.Count == 0)
            return;
        await using var db = database.Open();
        var ids = others.Select(sandbox => sandbox.Labels.DeploymentId).Distinct().ToList();
        var there = await db.Deployments.Where(deployment => ids.Contains(deployment.Id)).Select(deployment => deployment.Id).ToListAsync(cancellationToken);
        foreach (var sandbox in others.Where(sandbox => !there.Contains(sandbox.Labels.DeploymentId)))
            await provider.DeleteAsync(sandbox.Id, cancellationToken);
    }
}
