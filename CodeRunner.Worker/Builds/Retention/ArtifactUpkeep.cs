using CodeRunner.Core;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>
/// Removes artifacts of this node that are kept no longer: first their releases say so, then the files go. What is killed in between leaves files that no release
/// names, which <see cref="StrayFiles"/> finds.
/// </summary>
public sealed partial class ArtifactUpkeep(
    IServiceScopeFactory scopes, ArtifactStore store, NodeIdentity node, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<ArtifactUpkeep> logger)
{
    private const int PageSize = 20;

    /// <summary>Applies the rules to one project. Returns how many bytes were removed.</summary>
    public Task<long> TidyAsync(Guid projectId, CancellationToken cancellationToken) => TidyAsync(projectId, options.Value.ToRules(), cancellationToken);

    /// <summary>The next projects that have something here, by id.</summary>
    public async Task<IReadOnlyList<Guid>> NextProjectsAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CodeRunnerDb>().Projects
            .Where(project => project.Id > after)
            .OrderBy(project => project.Id)
            .Select(project => project.Id)
            .Take(PageSize)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Removes rollback targets, each deployment's last one spared, until <paramref name="enough"/> says so.</summary>
    public async Task MakeRoomAsync(Func<bool> enough, CancellationToken cancellationToken)
    {
        var least = options.Value.ToRules() with { MostEarlier = 1 };
        var after = Guid.Empty;
        while (!enough() && await NextProjectsAsync(after, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var projectId in page.TakeWhile(_ => !enough()))
                await TidyAsync(projectId, least, cancellationToken);
            after = page[^1];
        }
    }

    private async Task<long> TidyAsync(Guid projectId, RetentionRules rules, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var bytes = 0L;
        foreach (var ofDeployment in ArtifactRetention.Removable(await KeptAsync(db, projectId, cancellationToken), rules).GroupBy(artifact => artifact.DeploymentId))
        {
            var marked = await MarkAsync(db, ofDeployment.Key, [.. ofDeployment.Select(artifact => artifact.Id)], cancellationToken);
            foreach (var artifact in ofDeployment.Where(artifact => marked.Contains(artifact.Id)))
            {
                await store.DeleteAsync(artifact.Id, cancellationToken);
                Removed(logger, artifact.Id, artifact.DeploymentId, artifact.Bytes);
                bytes += artifact.Bytes;
            }
        }
        return bytes;
    }

    /// <summary>An image is the engine's, whose releases share it: it takes nothing of a project's room for artifacts.</summary>
    private Task<List<KeptArtifact>> KeptAsync(CodeRunnerDb db, Guid projectId, CancellationToken cancellationToken) => db.Database.SqlQuery<KeptArtifact>(
        $"""
        SELECT release.artifact_id AS "Id", release.deployment_id AS "DeploymentId", max(CASE WHEN release.artifact->>'image' IS NULL THEN release.artifact_bytes ELSE 0 END) AS "Bytes",
            bool_or(release.state IN ('Queued', 'Building', 'Starting', 'Serving')) AS "InUse", max(release.served_at) AS "ServedAt",
            coalesce(max(release.number) FILTER (WHERE release.cancel_requested_at IS NULL), 0) AS "Newest"
        FROM deployments deployment JOIN releases release ON release.deployment_id = deployment.id
        WHERE deployment.project_id = {projectId} AND release.artifact_id IS NOT NULL AND release.artifact_removed_at IS NULL AND release.artifact->>'nodeId' = {node.Id}
        GROUP BY release.artifact_id, release.deployment_id
        """).ToListAsync(cancellationToken);

    /// <summary>Under the lock that a rollback holds too: what has come into use since stays.</summary>
    private async Task<List<Guid>> MarkAsync(CodeRunnerDb db, Guid deploymentId, Guid[] artifactIds, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {deploymentId} FOR UPDATE", cancellationToken);
        var marked = await db.Database.SqlQuery<Guid>(
            $"""
            WITH marked AS (
                UPDATE releases SET artifact_removed_at = {clock.GetUtcNow()}
                WHERE deployment_id = {deploymentId} AND artifact_id = ANY({artifactIds}) AND artifact_removed_at IS NULL AND artifact_id NOT IN (
                    SELECT artifact_id FROM releases
                    WHERE deployment_id = {deploymentId} AND artifact_id IS NOT NULL AND state IN ('Queued', 'Building', 'Starting', 'Serving'))
                RETURNING artifact_id, artifact->>'builtImage' AS image),
            forgotten AS (
                INSERT INTO forgotten_images (image, since) SELECT DISTINCT image, {clock.GetUtcNow()} FROM marked WHERE image IS NOT NULL ON CONFLICT DO NOTHING)
            SELECT artifact_id AS "Value" FROM marked
            """).ToListAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return marked;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed artifact {ArtifactId} of deployment {DeploymentId}: {Bytes} bytes")]
    private static partial void Removed(ILogger logger, Guid artifactId, Guid deploymentId, long bytes);
}
