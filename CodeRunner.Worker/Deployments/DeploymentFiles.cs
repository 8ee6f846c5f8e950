using System.Collections.Concurrent;
using CodeRunner.Core;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Deployments;

/// <summary>Removes what a deleted deployment has on this machine, and then its rows.</summary>
internal sealed partial class DeploymentFiles(
    ISandboxProvider provider, IReleaseBuilder builder, Database database, DeploymentQueue queue, ILogger<DeploymentFiles> logger)
{
    private const int LinesAtOnce = 10_000;

    private readonly ConcurrentDictionary<Guid, bool> removed = new();

    public bool AreRemoved(Guid deploymentId) => removed.TryGetValue(deploymentId, out var done) && done;

    public void Remove(Ownership ownership)
    {
        if (!removed.TryAdd(ownership.DeploymentId, false))
            return;
        var use = ownership.Use();
        _ = Task.Run(() => RemoveAsync(ownership, use), CancellationToken.None);
    }

    public async Task EraseRowsAsync(Ownership ownership, CancellationToken cancellationToken)
    {
        var deploymentId = ownership.DeploymentId;
        await using var db = database.Open();
        while (await EraseLinesAsync(db, ownership, cancellationToken) == LinesAtOnce)
        {
        }
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAloneAsync(ownership, cancellationToken);
        await db.Deployments.Where(deployment => deployment.Id == deploymentId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        removed.TryRemove(deploymentId, out _);
    }

    private static async Task<int> EraseLinesAsync(CodeRunnerDb db, Ownership ownership, CancellationToken cancellationToken)
    {
        var deploymentId = ownership.DeploymentId;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(ownership, cancellationToken);
        var deleted = await db.Database.ExecuteSqlAsync(
            $"DELETE FROM log_lines WHERE deployment_id = {deploymentId} AND cursor IN (SELECT cursor FROM log_lines WHERE deployment_id = {deploymentId} LIMIT {LinesAtOnce})",
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private async Task RemoveAsync(Ownership ownership, IDisposable use)
    {
        using var used = use;
        var (deploymentId, term) = (ownership.DeploymentId, ownership.Token);
        try
        {
            ownership.ThrowIfStale();
            foreach (var sandbox in await provider.ListAsync(term))
            {
                if (sandbox.Labels.DeploymentId == deploymentId)
                    await provider.DeleteAsync(sandbox.Id, term);
            }
            foreach (var artifactId in await ArtifactsAsync(deploymentId, term))
                await builder.DeleteArtifactAsync(artifactId, term);
            removed[deploymentId] = true;
            queue.Enqueue(deploymentId);
        }
        catch (Exception exception)
        {
            // The poll of what is unsettled asks again: at once, it would fail again at once.
            removed.TryRemove(deploymentId, out _);
            if (!term.IsCancellationRequested)
                NotRemoved(logger, exception, deploymentId);
        }
    }

    private async Task<List<Guid>> ArtifactsAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var releases = await db.Releases.AsNoTracking().Where(release => release.DeploymentId == deploymentId).ToListAsync(cancellationToken);
        return [.. releases.Select(release => release.Artifact?.Id).OfType<Guid>().Distinct()];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of the deleted deployment {DeploymentId} are not removed yet")]
    private static partial void NotRemoved(ILogger logger, Exception exception, Guid deploymentId);
}
