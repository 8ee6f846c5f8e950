using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.LoadTests;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Support;

internal static class StoredLoadTests
{
    public static LoadTestPlan Plan { get; } = new("/", "GET", 4, 1000, 5);

    /// <summary>Stores one that waits, as the Api does.</summary>
    public static async Task<LoadTest> LoadTestAsync(this ApiFactory api, Guid deployment, Guid user, Action<LoadTest>? happens = null, LoadTestPlan? plan = null)
    {
        await using var db = api.Db();
        var test = new LoadTest(deployment, plan ?? Plan, user, DateTimeOffset.UtcNow);
        happens?.Invoke(test);
        db.LoadTests.Add(test);
        await db.SaveChangesAsync();
        return test;
    }

    /// <summary>One that is over, of a release that answered so many a second with one, two and four at once.</summary>
    public static Task<LoadTest> MeasuredAsync(this ApiFactory api, Guid deployment, Guid user, int release, double[] throughput, double p95 = 10, int instances = 1, LoadTestPlan? plan = null) =>
        api.LoadTestAsync(deployment, user, test => Measure(test, release, throughput, p95, instances), plan);

    public static void Measure(LoadTest test, int release, double[] throughput, double p95, int instances)
    {
        var steps = throughput.Select((each, index) => Step(1 << index, each, p95 * (index + 1), instances)).ToList();
        test.TryBegin($"node-{Guid.NewGuid():n}", test.CreatedAt.AddSeconds(1)).ShouldBeTrue();
        test.TryTell(new(release, Limits.Default, instances, 100 + steps.Sum(step => step.Requests), 100, steps)).ShouldBeTrue();
        test.TryEnd(LoadTestState.Completed, null, test.CreatedAt.AddSeconds(6)).ShouldBeTrue();
    }

    public static LoadTestStep Step(int concurrency, double throughput, double p95 = 10, int instances = 1) =>
        new(concurrency, 1, (long)throughput, 0, new((long)throughput, 0, 0, 0, 0, 0), throughput, p95 / 2, p95, p95 * 2, 1000, instances);

    /// <summary>As a Worker says of a deployment that serves.</summary>
    public static async Task ServesAsync(this ApiFactory api, Guid deployment, Guid release, DeploymentState state = DeploymentState.Running)
    {
        await using var db = api.Db();
        var found = await db.Deployments.SingleAsync(each => each.Id == deployment);
        found.Serve(release);
        found.Observe(state, null);
        await db.SaveChangesAsync();
    }
}
