using System.Reflection;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace CodeRunner.Api.Nodes;

/// <summary>The platform in a few numbers: each is an index's, or a Worker's own word, and no count goes on for long.</summary>
internal sealed class SystemView(CodeRunnerDb db, ServiceHealth health, IConnectionMultiplexer redis, TimeProvider clock)
{
    private const int Most = 1000;

    private static readonly string Version = typeof(SystemView).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public async Task<SystemResponse> ShowAsync(CancellationToken cancellationToken)
    {
        var needs = await health.NeedsAsync(cancellationToken);
        return new SystemResponse(
            clock.GetUtcNow(),
            new VersionsResponse(Version, await PostgresVersionAsync(cancellationToken), RedisVersion()),
            [.. needs.Entries.Select(entry => new ComponentHealth(entry.Key, entry.Value.Status.Word(), entry.Value.LatencyMs()))],
            await QueuesAsync(cancellationToken));
    }

    private async Task<QueuesResponse> QueuesAsync(CancellationToken cancellationToken)
    {
        var unsettled = await db.Releases
            .Where(release => release.State == ReleaseState.Queued || release.State == ReleaseState.Building || release.State == ReleaseState.Starting)
            .Select(release => release.State).Take(Most).ToListAsync(cancellationToken);
        var now = await db.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);
        var reports = (await db.Workers.AsNoTracking().Where(worker => worker.LeaseUntil > now && worker.Report != null).Take(Most).Select(worker => worker.Report).ToListAsync(cancellationToken)).OfType<WorkerReport>().ToList();
        var running = reports.Sum(report => report.BuildsRunning);
        var unowned = db.DeploymentLeases.Where(lease => lease.WorkerId == null || db.Workers.Any(worker => worker.Id == lease.WorkerId && worker.LeaseUntil <= now));
        return new QueuesResponse(
            Math.Max(0, unsettled.Count(state => state != ReleaseState.Starting) - running),
            running,
            unsettled.Count(state => state == ReleaseState.Starting),
            reports.Sum(report => report.LinesWaiting),
            await db.Deployments.Where(deployment => deployment.State == DeploymentState.Deleting).Take(Most).CountAsync(cancellationToken),
            await unowned.Take(Most).CountAsync(cancellationToken));
    }

    private async Task<string?> PostgresVersionAsync(CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<string>($"SELECT current_setting('server_version') AS \"Value\"").SingleAsync(cancellationToken);

    private string? RedisVersion() => redis.GetServers().FirstOrDefault(server => server.IsConnected)?.Version.ToString();
}
