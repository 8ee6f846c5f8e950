using System.Collections.Concurrent;
using System.Threading.Channels;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Ingress;

/// <summary>Reads routes from the database: all at start, and each when its deployment's instances changed.</summary>
internal sealed partial class RouteLoader(Database database, RouteTable table, SharedDrain drain, TimeProvider clock, ILogger<RouteLoader> logger) : BackgroundService
{
    private const int PageSize = 200;

    /// <summary>How long a release that serves is a new one, whose first request belongs to its deploy.</summary>
    private static readonly TimeSpan New = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Guid> wanted = Channel.CreateUnbounded<Guid>();
    private readonly ConcurrentDictionary<Guid, bool> waiting = new();

    /// <summary>Each deployment waits at most once.</summary>
    public void LoadSoon(Guid deploymentId)
    {
        if (waiting.TryAdd(deploymentId, true))
            wanted.Writer.TryWrite(deploymentId);
    }

    public async Task LoadAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        try
        {
            var reading = table.BeginReading();
            await using var db = database.Open();
            var entries = await ReadAsync(db, db.Deployments.Where(deployment => deployment.Id == deploymentId), cancellationToken);
            if (entries is [var entry])
                table.Set(entry, reading);
            else
                table.Remove(deploymentId, reading);
            drain.LookSoon();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotRead(logger, exception, deploymentId);
            await clock.Wait(Pause, cancellationToken);
            LoadSoon(deploymentId);
        }
    }

    /// <summary>Takes the route as the caller's transaction leaves it, before others can see the change: who reads "running" can visit.</summary>
    public async Task LoadAheadAsync(CodeRunnerDb db, Guid deploymentId, CancellationToken cancellationToken)
    {
        var reading = table.BeginReading();
        if (await ReadAsync(db, db.Deployments.Where(deployment => deployment.Id == deploymentId), cancellationToken) is [var entry])
            table.Set(entry, reading);
    }

    public async Task LoadAllAsync(CancellationToken cancellationToken)
    {
        var reading = table.BeginReading();
        var seen = new HashSet<Guid>();
        var after = Guid.Empty;
        await using var db = database.Open();
        while (true)
        {
            var last = after;
            var page = await ReadAsync(
                db, db.Deployments.Where(deployment => deployment.Id > last).OrderBy(deployment => deployment.Id).Take(PageSize), cancellationToken);
            foreach (var entry in page)
            {
                table.Set(entry, reading);
                seen.Add(entry.DeploymentId);
            }
            if (page.Count < PageSize)
                break;
            after = page[^1].DeploymentId;
        }
        table.RemoveAllBut(seen, reading);
        drain.LookSoon();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var deploymentId in wanted.Reader.ReadAllAsync(stoppingToken))
            {
                waiting.TryRemove(deploymentId, out _);
                await LoadAsync(deploymentId, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<List<RouteEntry>> ReadAsync(CodeRunnerDb db, IQueryable<Deployment> deployments, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - New;
        var rows = await deployments.AsNoTracking().Select(deployment => new
        {
            deployment.Id,
            deployment.Slug,
            deployment.State,
            deployment.Reason,
            deployment.Ingress,
            Serves = deployment.ServingReleaseId != null && deployment.DesiredState == DesiredState.Running,
            Hosts = db.DeploymentHosts.Where(host => host.DeploymentId == deployment.Id).Select(host => host.Host).ToList(),
            NewRelease = db.Releases
                .Where(release => release.Id == deployment.ServingReleaseId && release.ServedAt > since && release.TraceParent != null)
                .Select(release => new { release.Id, release.Number, release.TraceParent })
                .FirstOrDefault(),
            Instances = db.Instances
                .Where(instance => instance.DeploymentId == deployment.Id && instance.ReleaseId == deployment.ServingReleaseId
                    && instance.State == InstanceState.Running && instance.SandboxId != null && deployment.DesiredState == DesiredState.Running)
                .Select(instance => new { instance.Id, instance.SandboxId })
                .ToList(),
        }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new RouteEntry(
            row.Id, row.Slug, row.State, row.Reason?.Code, [.. row.Instances.Select(instance => new RouteInstance(instance.Id, instance.SandboxId!.Value))])
        {
            Hosts = row.Hosts,
            Serves = row.Serves,
            NewRelease = row.NewRelease is { } made ? new ServingRelease(made.Id, made.Number, made.TraceParent!) : null,
            Limits = row.Ingress,
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The routes of deployment {DeploymentId} could not be read")]
    private static partial void NotRead(ILogger logger, Exception exception, Guid deploymentId);
}
