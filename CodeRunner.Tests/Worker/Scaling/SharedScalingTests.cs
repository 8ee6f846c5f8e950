using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Scaling;

/// <summary>Two Workers, processes of their own, and one that scales.</summary>
public sealed class SharedScalingTests
{
    [Fact]
    public async Task The_owner_is_killed_in_the_middle_of_a_step_and_there_is_one_decision_and_not_two()
    {
        await using var node = await TestNode.CreateAsync();
        (string, string)[] quick = [("Scaling__RecordInterval", "00:00:01"), ("Leases__Calm", "01:00:00")];
        await using var owner = await node.StartWorkerProcessAsync(quick);
        var deployment = await node.DeployScaledAsync(each => owner.TextAsync(each), most: 2);
        await using var other = await node.StartWorkerProcessAsync(quick);
        await other.TextAsync(deployment);
        await node.DecidesAsync(deployment, _ => true, "the owner looks at it");
        (await node.OwnedByAsync(owner.Id)).ShouldBe(1);
        await using var visitors = Visitors.Of(Enumerable.Repeat(deployment, 4), each => other.GetAsync(each));
        await Eventually.BeTrueAsync(() => Task.FromResult(visitors.Answers > 30), "the load is there");

        await owner.KillAsync();

        await node.DecidesAsync(deployment, each => each.To == 2, "it grows");
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == 2, "both instances run");
        await Eventually.BeTrueAsync(async () => await node.OwnedByAsync(other.Id) == 1, "the other acts for it");
        var last = (await node.DecisionsAsync(deployment))[^1];
        await node.DecidesAsync(deployment, each => each.Id > last.Id || each.Until > last.Until, "the other decides on");
        (await node.DecisionsAsync(deployment)).Where(each => each.From != each.To).Select(each => (each.From, each.To)).ShouldBe([(1, 2)]);
        (await node.DesiredAsync(deployment)).ShouldBe(2);
    }
}
