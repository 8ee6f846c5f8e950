using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Optimization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Optimization;

/// <summary>A Worker that learns how real apps use what they have.</summary>
public sealed class UsageLoopTests
{
    private static readonly (string, string)[] Quick = [("Optimization:Window", "00:00:01"), ("Optimization:Interval", "00:00:00.5")];

    [Fact]
    public async Task What_an_app_uses_is_learned_and_stored_and_goes_on_with_who_owns_it_next()
    {
        await using var node = await TestNode.CreateAsync();
        var deployment = await node.DeployAsync("learned", Apps.Good()); // nobody looks yet
        var before = Learned.Usage(30, 0.3, 100, until: DateTimeOffset.UtcNow.AddMinutes(-2));
        await using (var db = node.Open())
            await Learned.StoreAsync(db, deployment.Id, before);
        var first = await node.StartWorkerAsync(Quick);
        await first.TextAsync(deployment);

        var seen = await LearnsAsync(node, deployment, state => state.History.Until > before.History.ToCheckpoint().Until && state.Seconds.TotalWeight > 0, "it goes on with what was known");
        seen.History.Covered.ShouldBeGreaterThanOrEqualTo(before.History.Covered);
        await first.EndAsync();

        var second = await node.StartWorkerAsync(Quick);
        await second.TextAsync(deployment);
        (await LearnsAsync(node, deployment, state => state.Cores.TotalWeight > seen.Cores.TotalWeight, "the next owner goes on")).History.Since.ShouldBe(seen.History.Since);
    }

    [Fact]
    public async Task An_app_that_eats_its_memory_is_written_down_at_once()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Optimization:Window", "00:10:00"), ("Optimization:Interval", "00:00:00.5"));
        var deployment = await node.DeployAsync("eater", Apps.Good(), configure: it => it.Limits = Limits.Default with { MemoryMb = 96 });
        await worker.TextAsync(deployment);

        try
        {
            (await worker.GetAsync(deployment, "/eat")).Dispose();
        }
        catch (HttpRequestException)
        {
            // It died before it answered.
        }

        var learned = await LearnsAsync(node, deployment, state => state.History.OomKills > 0, "the kill is known");
        learned.Ends.ShouldHaveSingleItem().OutOfMemory.ShouldBeTrue();
        learned.History.OomKilledAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_stopped_or_replaced_on_request_is_no_end()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("restarted", Apps.Good());
        await worker.TextAsync(deployment);
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryRestart(out string? _));
        await Eventually.BeTrueAsync(async () => (await node.InstancesAsync(deployment)).TrueForAll(each => each.RestartCount == 1), "the restart is done");
        (await worker.GetAsync(deployment, "/crash")).Dispose();

        (await LearnsAsync(node, deployment, state => state.Ends.Count > 0, "the crash is known")).Ends.ShouldHaveSingleItem().OutOfMemory.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_lost_the_lease_stores_nothing()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("lost");
        var ownership = await worker.OwnershipAsync(deployment);
        var store = worker.Services.GetRequiredService<UsageStore>();
        var state = Learned.Usage(1, 0.1, 50).ToState();
        var stale = new Ownership(worker.Services.GetRequiredService<Membership>().Current!, deployment.Id, ownership.Generation - 1);

        (await store.WriteAsync([(stale, state)], ownership.WorkerId, default)).ShouldBeEmpty();
        (await store.WriteAsync([(ownership, state)], Guid.NewGuid(), default)).ShouldBeEmpty();
        (await store.ReadAsync([deployment.Id], default)).ShouldBeEmpty();
        (await store.WriteAsync([(ownership, state)], ownership.WorkerId, default)).ShouldHaveSingleItem();
        (await store.ReadAsync([deployment.Id], default)).ShouldHaveSingleItem();
    }

    private static async Task<LearnedState> LearnsAsync(TestNode node, Deployment deployment, Func<LearnedState, bool> wanted, string what) => (await Eventually.BeAsync(
        async () =>
        {
            await using var db = node.Open();
            return await db.UsageCheckpoints.AsNoTracking().Where(each => each.DeploymentId == deployment.Id).Select(each => each.State).SingleOrDefaultAsync();
        },
        found => found is not null && wanted(found),
        what))!;
}
