using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.LoadTests;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.LoadTests;

/// <summary>What tests of load tests ask of a node.</summary>
internal static class LoadedNode
{
    /// <summary>Short enough for a test, and with every step.</summary>
    public static LoadTestPlan Short { get; } = new("/load", "GET", 4, 1000, 5);

    public static LoadTestPlan Long { get; } = Short with { MaxConcurrency = 64, MaxRequests = 100_000, Seconds = 120 };

    public static async Task<LoadTest> TestLoadAsync(this TestNode node, Deployment deployment, LoadTestPlan plan)
    {
        var test = new LoadTest(deployment.Id, plan, node.UserId, DateTimeOffset.UtcNow);
        await node.ChangeAsync(deployment.Id, (db, _) => db.Add(test));
        return test;
    }

    public static Task<LoadTest> SeesAsync(this TestNode node, LoadTest test, Func<LoadTest, bool> wanted, string what) => Eventually.BeAsync(
        async () =>
        {
            await using var db = node.Open();
            return await db.LoadTests.AsNoTracking().SingleAsync(each => each.Id == test.Id);
        },
        wanted,
        what);

    public static async Task<LoadTest> EndsAsync(this TestNode node, LoadTest test, LoadTestState state, string? reason)
    {
        var over = await node.SeesAsync(test, each => each.IsOver, "the load test is over");
        (over.State, over.Reason?.Code).ShouldBe((state, reason), over.Reason?.Message);
        over.EndedAt.ShouldNotBeNull();
        return over;
    }
}
