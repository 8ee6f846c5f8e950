using System.Net;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Limiting;
using CodeRunner.Core.Scaling;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Tests.Worker.Scaling;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Limiting;

/// <summary>The real engine at the limits of a project and of its owner.</summary>
public sealed class LimitedScalingTests
{
    private static readonly (string, string)[] Quick = [("Scaling:RecordInterval", "00:00:01"), ("Scaling:LimitPause", "00:00:02")];

    private static readonly (string, string)[] Sleepy =
        [.. Quick, ("Scaling:IdleFloor", "00:00:01"), ("Scaling:IdleUsual", "00:00:02"), ("Scaling:IdleCeiling", "00:00:02")];

    [Fact]
    public async Task It_grows_as_far_as_the_projects_limit_lets_it_says_so_in_one_row_and_goes_on_when_the_limit_is_raised()
    {
        await using var node = await TestNode.CreateAsync();
        await LimitProjectAsync(node, new ResourceLimits(2));
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), most: 3);

        await node.AddAsync(deployment, Schedule(deployment, 3));

        var rise = await node.DecidesAsync(deployment, each => each.To > each.From, "it grows");
        (rise.From, rise.To, rise.Rule).ShouldBe((1, 2, ScalingRule.Limit));
        rise.Reason.ShouldBe("A schedule asks for at least 3 instances now. Wanted 3; the project's limit of 2 instances leaves 2.");
        var held = await node.DecidesAsync(deployment, each => (each.From, each.To) == (2, 2) && each.Until - each.Time > TimeSpan.FromSeconds(4), "it stays so for a while");
        (held.Rule, held.Reason).ShouldBe((ScalingRule.Limit, rise.Reason));
        (await node.DecisionsAsync(deployment)).Count(each => each.Rule == ScalingRule.Limit).ShouldBe(2, "the change, and one row for all the seconds after");

        await LimitProjectAsync(node, new ResourceLimits(3));

        var next = await node.DecidesAsync(deployment, each => each.To == 3, "it goes on");
        (next.From, next.Rule).ShouldBe((2, ScalingRule.Schedule));
    }

    [Fact]
    public async Task What_several_that_grow_at_once_get_is_never_more_than_their_owner_may_have()
    {
        await using var node = await TestNode.CreateAsync();
        await node.StartWorkerAsync([.. Quick, ("Limits:User:Instances", "4")]);
        var deployments = new List<Deployment>();
        for (var number = 0; number < 2; number++)
            deployments.Add(await CreateAsync(node, $"scaled-{number}"));

        foreach (var deployment in deployments)
            await node.AddAsync(deployment, Schedule(deployment, 3));

        await Eventually.BeTrueAsync(async () => await TotalAsync(node) == 4, "all that there is is used");
        var held = await Eventually.BeAsync(
            async () => (await Task.WhenAll(deployments.Select(each => node.DecisionsAsync(each)))).SelectMany(each => each).FirstOrDefault(each => each.Rule == ScalingRule.Limit),
            found => found is not null, "one of them says why it goes no further");
        held!.Reason.ShouldContain("the instances that its owner may have leave ");
        (await TotalAsync(node)).ShouldBe(4);
    }

    [Fact]
    public async Task A_request_that_comes_where_there_is_no_room_is_answered_at_once_with_the_reason_and_wakes_it_when_there_is()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Sleepy);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), least: 0);
        await node.ShowsAsync(deployment, DeploymentState.Sleeping);
        await LimitProjectAsync(node, new ResourceLimits(0));

        for (var visit = 0; visit < 20; visit++)
        {
            using var answer = await worker.GetAsync(deployment);
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, text);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            JsonDocument.Parse(text).RootElement.GetProperty("code").GetString().ShouldBe(WakeUp.LimitReached);
        }

        var decision = await node.DecidesAsync(deployment, each => each.Rule == ScalingRule.Limit, "it is written down");
        (decision.From, decision.To, decision.Reason).ShouldBe((0, 0, "A request came while it slept, and the project's limit of 0 instances leaves no room for an instance."));
        (await node.DecisionsAsync(deployment)).Count(each => each.Rule == ScalingRule.Limit).ShouldBe(1);
        (await node.LinesAsync(deployment)).Count(line => line == "It sleeps until a request comes.").ShouldBe(1, "it never woke, and did not go to sleep again");
        (await node.DeploymentAsync(deployment, seen => seen.Reason is null, "it is tried again")).State.ShouldBe(DeploymentState.Sleeping);

        await LimitProjectAsync(node, new ResourceLimits(1));

        await Eventually.BeTrueAsync(async () =>
        {
            using var answer = await worker.GetAsync(deployment);
            return answer.StatusCode == HttpStatusCode.OK;
        }, "the first request after there is room wakes it");
    }

    [Fact]
    public async Task Nothing_is_taken_away_where_a_limit_was_lowered_and_a_wake_up_counts()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Sleepy);
        var sleeper = await node.DeployScaledAsync(each => worker.TextAsync(each), least: 0);
        await node.ShowsAsync(sleeper, DeploymentState.Sleeping);
        var busy = await node.DeployAsync("busy", Apps.Good(), 2);
        await node.ShowsAsync(busy, DeploymentState.Running);
        await LimitProjectAsync(node, new ResourceLimits(MemoryMb: 512));

        using (var answer = await worker.GetAsync(sleeper))
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await node.DesiredAsync(busy)).ShouldBe(2);
        await node.ChangeAsync(busy.Id, (_, it) => it.ScaleTo(1));

        await Eventually.BeTrueAsync(async () =>
        {
            using var answer = await worker.GetAsync(sleeper);
            return answer.StatusCode == HttpStatusCode.OK;
        }, "what was given back is room");
    }

    private static async Task<Deployment> CreateAsync(TestNode node, string name)
    {
        var deployment = await node.DeployAsync(name, Apps.Good());
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var policy = new ScalingPolicy(deployment.Id, DateTimeOffset.UtcNow);
        policy.Track(ScalingTrigger.Requests, 20, DateTimeOffset.UtcNow);
        policy.Bound(1, 5);
        await node.AddAsync(deployment, policy);
        return deployment;
    }

    private static ScalingSchedule Schedule(Deployment deployment, int least)
    {
        var schedule = new ScalingSchedule(deployment.Id, DateTimeOffset.UtcNow);
        schedule.Change("* * * * *", "Europe/Berlin", 60, least);
        return schedule;
    }

    private static async Task<int> TotalAsync(TestNode node)
    {
        await using var db = node.Open();
        return await db.Deployments.SumAsync(each => each.DesiredInstances);
    }

    private static async Task LimitProjectAsync(TestNode node, ResourceLimits limits)
    {
        await using var db = node.Open();
        var own = await db.LimitOverrides.SingleOrDefaultAsync(each => each.ProjectId == node.ProjectId);
        if (own is null)
            db.Add(own = LimitOverride.OfProject(node.ProjectId, DateTimeOffset.UtcNow));
        own.Set(limits, node.UserId, DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
    }
}
