using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Scaling;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Scaling;

/// <summary>A Worker that scales real apps by what comes through its ingress.</summary>
public sealed class ScaleLoopTests
{
    private const int Visits = 4;

    private static readonly (string, string)[] Quick = [("Scaling:RecordInterval", "00:00:01")];

    [Fact]
    public async Task A_step_of_the_load_is_answered_with_instances_that_serve_and_a_reason_that_can_be_read()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each));
        (await node.DecidesAsync(deployment, _ => true, "it is looked at")).From.ShouldBe(1);

        await using var visitors = Load(worker, deployment);
        var rise = await node.DecidesAsync(deployment, each => each.To > each.From, "it grows");
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == await node.DesiredAsync(deployment) && await node.RunningAsync() > 1, "what was added runs");

        (rise.From, rise.Rule).ShouldBe((1, rise.To == 3 ? rise.Rule : ScalingRule.Requests));
        rise.Reason.ShouldContain("requests/s in the last ");
        rise.Inputs["target"].ShouldBe(20);
        rise.Next.ShouldNotBeNull();
        (await visitors.EndAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_came_at_this_time_on_other_days_is_started_for_before_it_comes()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var (tested, deployment) = (await node.DeployAsync("tested", Apps.Good()), await node.DeployAsync("foreseen", Apps.Good()));
        foreach (var each in (Deployment[])[tested, deployment])
        {
            await node.ShowsAsync(each, DeploymentState.Running);
            await node.StoreDaysAsync(each, requestsPerSecond: 45);
        }
        await node.StoreLoadTestAsync(tested, DateTimeOffset.UtcNow.AddDays(-15));

        foreach (var each in (Deployment[])[tested, deployment])
        {
            var policy = new ScalingPolicy(each.Id, DateTimeOffset.UtcNow);
            policy.Track(ScalingTrigger.Requests, 20, DateTimeOffset.UtcNow);
            policy.Bound(1, 4);
            await node.AddAsync(each, policy);
            await node.DecidesAsync(each, _ => true, "it is looked at");
        }

        var rise = await node.DecidesAsync(deployment, each => each.To > each.From, "it grows without a request");
        (rise.From, rise.To, rise.Rule).ShouldBe((1, 3, ScalingRule.Forecast));
        rise.Reason.ShouldStartWith("At this time of the day and week 45 requests/s usually come");
        rise.Inputs["foreseen"].ShouldBe(45);
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == 4, "what was added runs");
        (await node.DesiredAsync(tested)).ShouldBe(1, "what came of a load test is nobody's habit");
    }

    [Fact]
    public async Task While_scaling_is_suspended_nothing_is_decided_and_that_is_written_down()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each));
        await node.ChangeAsync(deployment.Id, (_, it) => it.SuspendScaling(node.UserId, DateTimeOffset.UtcNow));
        await using var visitors = Load(worker, deployment);

        var held = await node.DecidesAsync(deployment, each => each.Rule == ScalingRule.Held && each.Inputs.GetValueOrDefault("requests") > 40, "it is held under load");

        held.Reason.ShouldStartWith("Scaling is suspended");
        (await node.DesiredAsync(deployment)).ShouldBe(1);
        await node.ChangeAsync(deployment.Id, (_, it) => it.ResumeScaling());
        await node.DecidesAsync(deployment, each => each.To > each.From, "it goes on");
    }

    [Fact]
    public async Task What_can_not_be_measured_is_said_and_changes_nothing()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync([.. Quick, ("Metrics:Enabled", "false")]);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), instances: 2);

        var missing = await node.DecidesAsync(deployment, each => each.Rule == ScalingRule.Missing && each.Until > each.Time, "it goes on so");

        (missing.From, missing.To, missing.Reason).ShouldBe((2, 2, "What comes through the ingress could not be measured, so nothing is taken away."));
        (await node.DecisionsAsync(deployment)).Count(each => each.Rule == ScalingRule.Missing).ShouldBe(1);
    }

    [Fact]
    public async Task A_schedule_raises_the_minimum_while_it_lasts_and_calm_seconds_are_one_row()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each));
        var calm = await node.DecidesAsync(deployment, each => each.Until - each.Time > TimeSpan.FromSeconds(2), "it stays so for a while");
        (await node.DecisionsAsync(deployment)).Count(each => each.Continues(calm.From, calm.To, calm.Rule)).ShouldBe(1);
        var schedule = new ScalingSchedule(deployment.Id, DateTimeOffset.UtcNow);
        schedule.Change("* * * * *", "Europe/Berlin", 60, 2);

        await node.AddAsync(deployment, schedule);

        (await node.DecidesAsync(deployment, each => each.To == 2, "the schedule is kept")).Reason.ShouldBe("A schedule asks for at least 2 instances now.");
        await Eventually.BeTrueAsync(async () => await node.RunningAsync() == 2, "both run");
    }

    [Fact]
    public async Task What_was_decided_by_policies_that_are_not_so_any_more_is_dropped()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each));
        var (judge, reader) = (worker.Services.GetRequiredService<ScaleJudge>(), worker.Services.GetRequiredService<ScaleReader>());
        var read = (await reader.ReadAsync([deployment.Id], default))[deployment.Id];
        var ownership = await worker.OwnershipAsync(deployment);
        var verdict = ScaleDecider.Decide(new ScaleState(), new ScaleSample(1, 1, [], null), [], new ScaleBounds(3, 20, 5));

        (await judge.TryChangeAsync(Watch(read with { Rules = [] }), verdict)).ShouldBeFalse();
        (await judge.TryChangeAsync(Watch(read with { Desired = 2 }), verdict)).ShouldBeFalse();
        (await node.DesiredAsync(deployment)).ShouldBe(1);
        (await judge.TryChangeAsync(Watch(read), verdict)).ShouldBeTrue();
        (await node.DesiredAsync(deployment)).ShouldBe(3);

        ScaleWatch Watch(ScaledDeployment decidedBy) => new(ownership, decidedBy, default, new ToldSeconds(), new PassingSecond(TimeProvider.System));
    }

    [Fact]
    public async Task Decisions_older_than_a_month_are_forgotten()
    {
        await using var node = await TestNode.CreateAsync();
        var deployment = await node.CreateDeploymentAsync("old");
        var (old, kept) = (Row(DateTimeOffset.UtcNow - ScalingDecision.Life - TimeSpan.FromHours(1)), Row(DateTimeOffset.UtcNow - ScalingDecision.Life + TimeSpan.FromHours(1)));
        await node.ChangeAsync(deployment.Id, (db, _) => db.AddRange(old, kept));

        await node.StartWorkerAsync(("Scaling:RetentionInterval", "00:00:01"));

        await Eventually.BeTrueAsync(async () => (await node.DecisionsAsync(deployment)).Select(each => each.Id).SequenceEqual([kept.Id]), "the old one is gone");

        ScalingDecision Row(DateTimeOffset at) => new(deployment.Id, 1, 1, ScalingRule.Cpu, "Enough.", new Dictionary<string, double>(), null, at);
    }

    private static Visitors Load(TestWorker worker, Deployment deployment) => Visitors.Of(Enumerable.Repeat(deployment, Visits), each => worker.GetAsync(each));
}
