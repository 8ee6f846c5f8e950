using CodeRunner.Core;
using CodeRunner.Core.Logs;
using CodeRunner.Core.Projects;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Logs;

/// <summary>
/// Keeps history within its bounds: a deployment's size, and a project's days. Days that no project keeps go as whole partitions; what a project keeps for less goes chunk by
/// chunk.
/// </summary>
internal sealed class LogRetention(Database database, TimeProvider clock, IOptions<LogOptions> options, ILogger<LogRetention> logger)
    : Loop(clock, options.Value.RetentionInterval, logger), ILeaderDuty
{
    private const int DeploymentsAtOnce = 50;
    private const int ChunksAtOnce = 500;
    private const int DaysAhead = 2;

    /// <summary>Whoever reads a sandbox's output knows where it was by its acknowledgements, too.</summary>
    private static readonly TimeSpan SourcesLast = TimeSpan.FromHours(1);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private DateTimeOffset nextSweep;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await BoundSizesAsync(db, cancellationToken);
        var now = Clock.GetUtcNow();
        if (now < nextSweep)
            return;
        var today = LogPartitions.DayOf(now);
        for (var ahead = 0; ahead <= DaysAhead; ahead++)
            await LogPartitions.EnsureAsync(db, today.AddDays(ahead), cancellationToken);
        await ForgetDaysAsync(db, today, cancellationToken);
        await ForgetSourcesAsync(db, cancellationToken);
        nextSweep = now + SweepEvery;
    }

    private async Task BoundSizesAsync(CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var most = options.Value.MaxBytesPerDeployment;
        var large = await db.LogHeads.AsNoTracking().Where(head => head.StoredBytes > most).Select(head => head.DeploymentId).Take(DeploymentsAtOnce).ToListAsync(cancellationToken);
        foreach (var deploymentId in large)
            while (await ForgetOldestAsync(db, deploymentId, most, cancellationToken) > 0)
            {
            }
    }

    /// <summary>Removes the oldest chunks until the rest is within the bound, or so many at once; returns 0 when there is nothing to do.</summary>
    private static Task<int> ForgetOldestAsync(CodeRunnerDb db, Guid deploymentId, long most, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        WITH head AS (SELECT stored_bytes - {most} AS excess FROM log_heads WHERE deployment_id = {deploymentId} FOR UPDATE),
        oldest AS (
            SELECT last, sum(octet_length(packed)) OVER (ORDER BY last) - octet_length(packed) AS before
            FROM (SELECT last, packed FROM log_chunks WHERE deployment_id = {deploymentId} ORDER BY last LIMIT {ChunksAtOnce}) each),
        gone AS (
            DELETE FROM log_chunks USING oldest, head
            WHERE log_chunks.deployment_id = {deploymentId} AND log_chunks.last = oldest.last AND oldest.before < head.excess
            RETURNING octet_length(log_chunks.packed) AS bytes)
        UPDATE log_heads SET stored_bytes = stored_bytes - total.bytes
        FROM (SELECT sum(bytes) AS bytes FROM gone) total
        WHERE deployment_id = {deploymentId} AND total.bytes > 0
        """,
        cancellationToken);

    private async Task ForgetDaysAsync(CodeRunnerDb db, DateOnly today, CancellationToken cancellationToken)
    {
        var longest = await db.Projects.MaxAsync(project => (int?)project.LogDays, cancellationToken) ?? Project.UsualLogDays;
        foreach (var day in await LogPartitions.ListAsync(db, cancellationToken))
            if (day < today.AddDays(-longest))
                await LogPartitions.DropAsync(db, day, cancellationToken);
        // By how long they keep, not project by project: there are at most as many of these as there are days in a year.
        foreach (var days in await db.Projects.Where(project => project.LogDays < longest).Select(project => project.LogDays).Distinct().ToListAsync(cancellationToken))
            while (await ForgetOlderAsync(db, days, Clock.GetUtcNow().AddDays(-days), cancellationToken) > 0)
            {
            }
    }

    private static Task<int> ForgetOlderAsync(CodeRunnerDb db, int days, DateTimeOffset before, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        WITH gone AS (
            DELETE FROM log_chunks WHERE (deployment_id, last) IN (
                SELECT chunk.deployment_id, chunk.last
                FROM projects JOIN deployments ON deployments.project_id = projects.id JOIN log_chunks chunk ON chunk.deployment_id = deployments.id
                WHERE projects.log_days = {days} AND chunk.stored_at < {before} LIMIT {ChunksAtOnce})
            AND stored_at < {before}
            RETURNING deployment_id, octet_length(packed) AS bytes)
        UPDATE log_heads SET stored_bytes = stored_bytes - total.bytes
        FROM (SELECT deployment_id, sum(bytes) AS bytes FROM gone GROUP BY deployment_id) total
        WHERE log_heads.deployment_id = total.deployment_id
        """,
        cancellationToken);

    private async Task ForgetSourcesAsync(CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var before = Clock.GetUtcNow() - SourcesLast;
        await db.LogSources
            .Where(source => source.UpdatedAt < before && !db.Instances.Any(instance => instance.SandboxId == source.SandboxId))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
