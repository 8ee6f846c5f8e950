using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Core.Optimization.Costs;

/// <summary>
/// Makes days of stored metrics, those of which more is known by now: each from all of its metrics, so that doing it again gives the same, whoever does it and how often.
/// </summary>
public static class DailyUsageRollup
{
    private const int DaysAtOnce = 20;
    private const int SecondsPerDay = 86_400;

    /// <summary>Cost follows limits and use as finely as that.</summary>
    private const int Step = 900;

    /// <summary>Who rolls metrics up holds it alone: nothing comes between what is taken off the list and what is read.</summary>
    private const string Enter = $"SELECT pg_advisory_xact_lock_shared({MetricStore.Gate})";

    /// <summary>Returns how many days were on the list; none is the end.</summary>
    public static Task<int> RollAsync(CodeRunnerDb db, DateTimeOffset now, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            await db.Database.ExecuteSqlRawAsync(Enter, cancellationToken);
            var due = await db.Database.SqlQuery<Due>(
                $"""
                DELETE FROM usage_pending WHERE (deployment_id, day) IN (SELECT deployment_id, day FROM usage_pending ORDER BY deployment_id, day LIMIT {DaysAtOnce} FOR UPDATE SKIP LOCKED)
                RETURNING deployment_id AS "DeploymentId", day AS "Day"
                """).ToListAsync(cancellationToken);
            var ids = due.Select(each => each.DeploymentId).Distinct().ToList();
            var deployments = await db.Deployments.AsNoTracking().Where(each => ids.Contains(each.Id)).ToListAsync(cancellationToken);
            foreach (var deployment in deployments)
            {
                var limits = await LimitsTimeline.ReadAsync(db, deployment.Id, deployment.Limits, cancellationToken);
                foreach (var day in due.Where(each => each.DeploymentId == deployment.Id))
                    await StoreAsync(db, deployment, day.Day, await ReadAsync(db, deployment.Id, day.Day, limits, now, cancellationToken), cancellationToken);
            }
            var projects = deployments.Select(each => each.ProjectId).Distinct().ToArray();
            await db.Database.ExecuteSqlAsync($"UPDATE project_costs SET due = true WHERE project_id = ANY({projects}) AND budget_per_month IS NOT NULL AND NOT due", cancellationToken);
            return due.Count;
        },
        cancellationToken);

    private static async Task<DayUsage> ReadAsync(CodeRunnerDb db, Guid deploymentId, DateOnly day, LimitsTimeline limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
        var range = MetricRange.Decide(from, from + SecondsPerDay, Step, now.ToUnixTimeSeconds());
        return DayUsage.Of(await MetricHistory.ReadAsync((NpgsqlConnection)db.Database.GetDbConnection(), deploymentId, range, null, cancellationToken), limits.At);
    }

    private static Task StoreAsync(CodeRunnerDb db, Deployment deployment, DateOnly day, DayUsage usage, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO daily_usage (deployment_id, day, project_id, environment, name, paid_cpu, used_cpu, paid_gb, used_gb, requests, egress_bytes)
        VALUES ({deployment.Id}, {day}, {deployment.ProjectId}, {deployment.Environment.ToString()}, {deployment.Name},
            {usage.Paid.Cpu}, {usage.Used.Cpu}, {usage.Paid.Gb}, {usage.Used.Gb}, {usage.Requests}, {usage.EgressBytes})
        ON CONFLICT (deployment_id, day) DO UPDATE SET name = excluded.name, paid_cpu = excluded.paid_cpu, used_cpu = excluded.used_cpu,
            paid_gb = excluded.paid_gb, used_gb = excluded.used_gb, requests = excluded.requests, egress_bytes = excluded.egress_bytes
        """,
        cancellationToken);

    private sealed record Due(Guid DeploymentId, DateOnly Day);
}
