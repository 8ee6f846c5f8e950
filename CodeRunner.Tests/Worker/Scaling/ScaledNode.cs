using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Scaling;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.EntityFrameworkCore;

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

    public static Task<int> DesiredAsync(this TestNode node, Deployment deployment) => ReadAsync(node, db => db.Deployments.Where(each => each.Id == deployment.Id).Select(each => each.DesiredInstances).SingleAsync());

    private static async Task<T> ReadAsync<T>(TestNode node, Func<CodeRunnerDb, Task<T>> read)
    {
        await using var db = node.Open();
        return await read(db);
    }
}
