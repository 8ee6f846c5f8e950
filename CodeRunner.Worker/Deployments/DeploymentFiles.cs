using System.Collections.Concurrent;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
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

    public void Remove(Guid deploymentId, CancellationToken term)
    {
        if (removed.TryAdd(deploymentId, false))
            _ = Task.Run(() => RemoveAsync(deploymentId, term), CancellationToken.None);
    }

    public async Task EraseRowsAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        int deleted;
        do
            deleted = await db.Database.ExecuteSqlAsync(
                $"DELETE FROM log_lines WHERE deployment_id = {deploymentId} AND cursor IN (SELECT cursor FROM log_lines WHERE deployment_id = {deploymentId} LIMIT {LinesAtOnce})",
                cancellationToken);
        while (deleted == LinesAtOnce);
        await db.Deployments.Where(deployment => deployment.Id == deploymentId).ExecuteDeleteAsync(cancellationToken);
        removed.TryRemove(deploymentId, out _);
    }

    private async Task RemoveAsync(Guid deploymentId, CancellationToken term)
    {
        try
        {
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
