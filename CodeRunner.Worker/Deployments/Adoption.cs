using CodeRunner.Worker.Data;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// Compares the sandboxes of this machine with the database: an instance's is followed without a restart, one that nobody knows is removed.
/// </summary>
internal sealed class Adoption(
    ISandboxProvider provider, Database database, SandboxWatch watch, SandboxRunner sandboxes, BuildRunner builds, TimeProvider clock, ILogger<Adoption> logger)
    : Loop(clock, TimeSpan.FromSeconds(30), logger)
{
    /// <summary>A younger sandbox may belong to a start that is being stored.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(15);

    private CancellationToken term;

    /// <summary>Must be done before anything is decided: a sandbox that is not followed counts as missing.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        term = cancellationToken;
        await CompareAsync(first: true, cancellationToken);
    }

    protected override Task TickAsync(CancellationToken cancellationToken) => CompareAsync(first: false, cancellationToken);

    private async Task CompareAsync(bool first, CancellationToken cancellationToken)
    {
        var found = await provider.ListAsync(cancellationToken);
        foreach (var build in found.Where(each => each.Purpose == SandboxPurpose.Build && !builds.IsRunning(each.Labels.ReleaseId)))
            await provider.DeleteAsync(build.Id, cancellationToken);
        var unknown = found.Where(each => each.Purpose == SandboxPurpose.Instance && !watch.Knows(each.Id) && !sandboxes.IsRetiring(each.Id)).ToList();
        if (unknown.Count == 0)
            return;
        await using var db = database.Open();
        var ids = unknown.ConvertAll(each => each.Id);
        var known = await db.Instances
            .Where(instance => instance.SandboxId != null && ids.Contains(instance.SandboxId.Value))
            .Join(db.Releases, instance => instance.ReleaseId, release => release.Id, (instance, release) => new { instance.SandboxId, release.Limits, release.Settings })
            .ToDictionaryAsync(each => each.SandboxId!.Value, cancellationToken);
        foreach (var sandbox in unknown)
        {
            if (known.TryGetValue(sandbox.Id, out var instance))
                watch.Follow(watch.Add(sandbox.Id, sandbox.Labels, instance.Limits, instance.Settings.HealthPath), isNew: false, term);
            else if (first || Clock.GetUtcNow() - sandbox.StartedAt > Young)
                sandboxes.Retire(sandbox.Id, sandbox.Labels, term);
        }
    }
}
