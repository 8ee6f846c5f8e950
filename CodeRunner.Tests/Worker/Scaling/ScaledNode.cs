using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.LoadTests;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Scaling;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Tests.Worker.Scaling;

/// <summary>What tests of scaling ask of a node.</summary>
internal static class ScaledNode
{
    /// <summary>One that runs, and then has a target of so many requests/s for each instance.</summary>
    public static async Task<Deployment> DeployScaledAsync(this TestNode node, Func<Deployment, Task<string>> ask, double target = 20, int instances = 1, int most = 3, int least = 1, byte[]? app = null)
    {
        var deployment = await node.DeployAsync("scaled", app ?? Apps.Good(), instances);
        await ask(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == instances, "all run");
        var policy = new ScalingPolicy(deployment.Id, DateTimeOffset.UtcNow);
        policy.Track(ScalingTrigger.Requests, target, DateTimeOffset.UtcNow);
        policy.Bound(least, most);
        await node.AddAsync(deployment, policy);
        return deployment;
    }

    public static Task AddAsync(this TestNode node, Deployment deployment, object policyOrSchedule) => node.ChangeAsync(deployment.Id, (db, _) => db.Add(policyOrSchedule));

    public static async Task<List<ScalingDecision>> DecisionsAsync(this TestNode node, Deployment deployment)
    {
        await using var db = node.Open();
        return await db.ScalingDecisions.AsNoTracking().Where(each => each.DeploymentId == deployment.Id).OrderBy(each => each.Id).ToListAsync();
    }

    public static async Task<ScalingDecision> DecidesAsync(this TestNode node, Deployment deployment, Func<ScalingDecision, bool> wanted, string what) =>
        (await Eventually.BeAsync(async () => (await node.DecisionsAsync(deployment)).Find(each => wanted(each)), found => found is not null, what))!;

    /// <summary>What was measured on each of the two weeks' whole days, as it is kept of days gone by.</summary>
    public static async Task StoreDaysAsync(this TestNode node, Deployment deployment, int requestsPerSecond)
    {
        var (level, now) = (MetricLevel.All[^1], DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await using var database = NpgsqlDataSource.Create(node.ConnectionString);
        var point = new MetricPoint(level.Step, new Traffic(requestsPerSecond * level.Step, 0, 0, 0, 0), null, default);
        for (var day = MetricLevel.Floor(now, level.Block) - (14 * level.Block); day < MetricLevel.Floor(now, level.Block); day += level.Block)
        {
            await MetricPartitions.EnsureAsync(database, level, MetricLevel.Floor(day, level.Partition), default);
            await using var insert = database.CreateCommand($"INSERT INTO {level.Table} (deployment_id, start, packed) VALUES ($1, $2, $3)");
            var block = new MetricBlock(day, level.Step, [.. Enumerable.Repeat(point, level.Block / level.Step)], new Dictionary<Guid, Usage?[]>());
            insert.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = deployment.Id }, new() { Value = day }, new() { Value = MetricPacking.Pack(block) } });
            await insert.ExecuteNonQueryAsync();
        }
    }

    /// <summary>One that began then and is just over.</summary>
    public static async Task StoreLoadTestAsync(this TestNode node, Deployment deployment, DateTimeOffset began)
    {
        await using var db = node.Open();
        var test = new LoadTest(deployment.Id, new LoadTestPlan("/", "GET", 1, LoadTestPlan.LeastRequests, LoadTestPlan.LeastSeconds), node.UserId, began);
        test.TryBegin("a node", began);
        test.TryEnd(LoadTestState.Completed, null, DateTimeOffset.UtcNow);
        db.Add(test);
        await db.SaveChangesAsync();
    }

    public static Task<int> DesiredAsync(this TestNode node, Deployment deployment) => ReadAsync(node, db => db.Deployments.Where(each => each.Id == deployment.Id).Select(each => each.DesiredInstances).SingleAsync());

    private static async Task<T> ReadAsync<T>(TestNode node, Func<CodeRunnerDb, Task<T>> read)
    {
        await using var db = node.Open();
        return await read(db);
    }
}
