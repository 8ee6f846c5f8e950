using System.Collections.Concurrent;
using CodeRunner.Core;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Deployments;

/// <summary>Removes what a deleted deployment has on this machine, and then its rows.</summary>
internal sealed partial class DeploymentFiles(
    ISandboxProvider provider, IReleaseBuilder builder, BuildPaths paths, NodeIdentity node, Database database, DeploymentQueue queue, TimeProvider clock, ILogger<DeploymentFiles> logger)
{
    private const int ChunksAtOnce = 500;
    private const int MostLetters = 300;

    private readonly ConcurrentDictionary<Guid, Removal> removals = new();

    public FileRemoval? See(Ownership ownership) => removals.TryGetValue(ownership.DeploymentId, out var removal) && removal.Ownership == ownership ? removal.Seen : null;

    /// <summary>Tries to, unless it is being done or is done.</summary>
    public void Remove(Ownership ownership)
    {
        var removal = removals.AddOrUpdate(
            ownership.DeploymentId, _ => new Removal(ownership, clock.GetUtcNow()), (_, known) => known.Ownership == ownership ? known : new Removal(ownership, clock.GetUtcNow()));
        if (!removal.TryBegin())
            return;
        var use = ownership.Use();
        _ = Task.Run(() => RemoveAsync(removal, use), CancellationToken.None);
    }

    public async Task EraseRowsAsync(Ownership ownership, CancellationToken cancellationToken)
    {
        var deploymentId = ownership.DeploymentId;
        await using var db = database.Open();
        while (await EraseLogAsync(db, ownership, cancellationToken) == ChunksAtOnce)
        {
        }
        await MetricStore.EraseAsync(database.Source, deploymentId, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAloneAsync(ownership, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO forgotten_images (image, since)
            SELECT DISTINCT artifact->>'builtImage', {clock.GetUtcNow()} FROM releases WHERE deployment_id = {deploymentId} AND artifact->>'builtImage' IS NOT NULL ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await db.Deployments.Where(deployment => deployment.Id == deploymentId).ExecuteDeleteAsync(cancellationToken);
        await db.NotifyRoutesAsync(deploymentId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        removals.TryRemove(deploymentId, out _);
    }

    private static async Task<int> EraseLogAsync(CodeRunnerDb db, Ownership ownership, CancellationToken cancellationToken)
    {
        var deploymentId = ownership.DeploymentId;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(ownership, cancellationToken);
        var deleted = await db.Database.ExecuteSqlAsync(
            $"DELETE FROM log_chunks WHERE deployment_id = {deploymentId} AND last IN (SELECT last FROM log_chunks WHERE deployment_id = {deploymentId} ORDER BY last LIMIT {ChunksAtOnce})",
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private async Task RemoveAsync(Removal removal, IDisposable use)
    {
        using var used = use;
        var (deploymentId, term) = (removal.Ownership.DeploymentId, removal.Ownership.Token);
        try
        {
            removal.Ownership.ThrowIfStale();
            await RemoveAsync(removal, deploymentId, term);
            removal.End(done: true);
            queue.Enqueue(deploymentId);
        }
        catch (Exception exception)
        {
            // The poll of what is unsettled asks again: at once, it would fail again at once.
            if (term.IsCancellationRequested)
                removals.TryRemove(KeyValuePair.Create(deploymentId, removal));
            else
                NotRemoved(logger, exception, deploymentId);
            removal.Fail(Why(exception));
            removal.End(done: false);
        }
    }

    private async Task RemoveAsync(Removal removal, Guid deploymentId, CancellationToken term)
    {
        removal.Doing = $"a sandbox on node {node.Id}";
        foreach (var sandbox in await provider.ListAsync(term))
        {
            if (sandbox.Labels.DeploymentId == deploymentId)
                await provider.DeleteAsync(sandbox.Id, term);
        }
        removal.Doing = $"what was built on node {node.Id}";
        foreach (var artifactId in await ArtifactsAsync(deploymentId, term))
            await builder.DeleteArtifactAsync(artifactId, term);
    }

    /// <summary>In words for the person whose deployment it is: without where this node keeps its files, and not longer than somebody reads.</summary>
    private string Why(Exception exception)
    {
        if (exception is not (IOException or UnauthorizedAccessException or SandboxException))
            return "the platform failed, and its log says how";
        var text = exception.Message.Replace(paths.Root.TrimEnd('/') + "/", "", StringComparison.Ordinal).ReplaceLineEndings(" ").TrimEnd(' ', '.');
        return text.Length > MostLetters ? text[..MostLetters] + "…" : text;
    }

    private async Task<List<Guid>> ArtifactsAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var releases = await db.Releases.AsNoTracking().Where(release => release.DeploymentId == deploymentId).ToListAsync(cancellationToken);
        return [.. releases.Select(release => release.Artifact?.Id).OfType<Guid>().Distinct()];
    }

    /// <summary>What one owner did so far to remove a deployment's files; it may take many tries.</summary>
    private sealed class Removal(Ownership ownership, DateTimeOffset since)
    {
        private int busy;
        private volatile bool done;
        private volatile string? failure;

        public Ownership Ownership => ownership;

        public string Doing { get; set; } = "a sandbox";

        public FileRemoval Seen => new(since, done, failure ?? $"Removing {Doing} takes long.");

        public bool TryBegin() => !done && Interlocked.Exchange(ref busy, 1) == 0;

        public void Fail(string why) => failure = $"Removing {Doing} fails: {why}.";

        public void End(bool done)
        {
            this.done = done;
            Volatile.Write(ref busy, 0);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of the deleted deployment {DeploymentId} are not removed yet")]
    private static partial void NotRemoved(ILogger logger, Exception exception, Guid deploymentId);
}
