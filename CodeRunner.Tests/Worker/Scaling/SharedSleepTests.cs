using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Scaling;

/// <summary>Two Workers, processes of their own, and an app that sleeps.</summary>
public sealed class SharedSleepTests
{
    private static readonly (string, string)[] Sleepy =
        [("Scaling__IdleFloor", "00:00:01"), ("Scaling__IdleUsual", "00:00:03"), ("Scaling__IdleCeiling", "00:00:03"), ("Leases__Calm", "01:00:00")];

    [Fact]
    public async Task A_request_wakes_it_through_any_Worker_and_also_when_the_one_that_acts_for_it_has_died()
    {
        await using var node = await TestNode.CreateAsync();
        await using var owner = await node.StartWorkerProcessAsync(Sleepy);
        var deployment = await node.DeployScaledAsync(each => owner.TextAsync(each), least: 0, most: 1);
        await using var other = await node.StartWorkerProcessAsync(Sleepy);
        await node.ShowsAsync(deployment, DeploymentState.Sleeping);
        (await node.OwnedByAsync(owner.Id)).ShouldBe(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(index => index % 2 == 0 ? other.GetAsync(deployment) : owner.GetAsync(deployment)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await node.DecisionsAsync(deployment)).Count(each => each.Rule == ScalingRule.Wake).ShouldBe(1);
        await node.ShowsAsync(deployment, DeploymentState.Sleeping);
        await owner.KillAsync();
        using (var answer = await other.GetAsync(deployment))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.OwnedByAsync(other.Id)).ShouldBe(1);
        (await node.DecisionsAsync(deployment)).Count(each => each.Rule == ScalingRule.Wake).ShouldBe(2);
    }

    [Fact]
    public async Task Requests_through_another_Worker_keep_it_awake()
    {
        await using var node = await TestNode.CreateAsync();
        await using var owner = await node.StartWorkerProcessAsync([.. Sleepy, ("Scaling__RecordInterval", "00:00:01")]);
        var deployment = await node.DeployScaledAsync(each => owner.TextAsync(each), least: 0, most: 1);
        await using var other = await node.StartWorkerProcessAsync(Sleepy);
        await other.TextAsync(deployment);
        var began = DateTimeOffset.UtcNow;
        await using var visitors = Visitors.Of([deployment], each => other.GetAsync(each));

        await node.DecidesAsync(deployment, each => (each.From, each.To) == (1, 1) && each.Until > began.AddSeconds(8), "it is awake for long");

        (await node.DecisionsAsync(deployment)).ShouldAllBe(each => each.Rule != ScalingRule.Idle || each.Time < began.AddSeconds(2));
        (await visitors.EndAsync()).ShouldBeEmpty();
        await node.ShowsAsync(deployment, DeploymentState.Sleeping);
    }
}
