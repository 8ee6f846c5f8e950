using CodeRunner.Contracts.Nodes;
using CodeRunner.Core;
using CodeRunner.Core.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Nodes;

/// <summary>Nodes with their Workers, by the database's clock: it is the one that leases are kept by.</summary>
internal sealed class NodeViews(CodeRunnerDb db)
{
    private const int MostWorkers = 1000;

    /// <summary>Of at most <paramref name="most"/> nodes whose names come after <paramref name="from"/>.</summary>
    public async Task<List<NodeResponse>> ListAsync(string from, int most, CancellationToken cancellationToken)
    {
        var now = await db.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);
        var nodes = await db.Nodes.AsNoTracking().Where(node => string.Compare(node.Id, from) > 0).OrderBy(node => node.Id).Take(most).ToListAsync(cancellationToken);
        var ids = nodes.ConvertAll(node => node.Id);
        var workers = await db.Workers.AsNoTracking()
            .Where(worker => ids.Contains(worker.NodeId)).OrderByDescending(worker => worker.LeaseUntil).Take(MostWorkers).ToListAsync(cancellationToken);
        workers.Sort((one, other) => one.StartedAt.CompareTo(other.StartedAt));
        var counts = await db.DeploymentLeases
            .Where(lease => lease.NodeId != null && ids.Contains(lease.NodeId))
            .GroupBy(lease => new { lease.NodeId, lease.WorkerId })
            .Select(group => new { group.Key.NodeId, group.Key.WorkerId, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return nodes.ConvertAll(node =>
        {
            var shares = counts.Where(count => count.NodeId == node.Id).ToList();
            var members = workers
                .Where(worker => worker.NodeId == node.Id)
                .Select(worker => Show(worker, shares.Where(share => share.WorkerId == worker.Id).Sum(share => share.Count), now))
                .ToList();
            var owned = members.Where(worker => worker.Alive).Sum(worker => worker.Deployments);
            var all = shares.Sum(share => share.Count);
            return new NodeResponse(
                node.Id, node.Provider, node.Enforced, node.Missing, node.SeenAt, members.Exists(worker => worker.Alive), all, all - owned, members)
            {
                Load = node.Load,
            };
        });
    }

    private static WorkerResponse Show(NodeWorker worker, int deployments, DateTimeOffset now)
    {
        var left = worker.LeaseUntil - now;
        return new WorkerResponse(
            worker.Id, worker.ProcessId, worker.Version, worker.StartedAt, Math.Round(Math.Max(0, left.TotalSeconds), 1), left > TimeSpan.Zero, worker.Draining, deployments)
        {
            Report = worker.Report,
        };
    }
}
