using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

public sealed class TargetTests
{
    [Fact]
    public void A_surge_of_requests_is_answered_within_a_second_with_what_it_needs()
    {
        var app = new ScaledApp(1, Rules.Target(ScalingTrigger.Requests, 60)).Run(120, 20);
        app.Changes.ShouldBeEmpty();

        app.Run(1, 300);

        (app.Last.From, app.Last.Rule).ShouldBe((1, ScalingRule.Requests));
        app.Last.To.ShouldBeGreaterThan(1);
        app.Run(10, 300).Instances.ShouldBeGreaterThanOrEqualTo(5);
        app.Last.Inputs["target"].ShouldBe(60);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(90, null)]
    [InlineData(150, 2)]
    [InlineData(400, 6)]
    [InlineData(5000, 10)]
    public void A_glance_in_the_middle_of_a_second_answers_only_what_is_surely_a_surge(int arrived, int? instances)
    {
        var (state, rules, bounds) = (new ScaleState(), new[] { Rules.Target(ScalingTrigger.Requests, 60, max: 10) }, new ScaleBounds(0, 20, 3));
        var sample = new ScaleSample(1, 1, [new ScaleInstance(100, null, null)], new ScaleTraffic(arrived, 0));
        ScaleDecider.Glance(state, sample, rules, bounds).ShouldBeNull("nothing was seen of it yet");
        ScaleDecider.Decide(state, sample with { Traffic = new ScaleTraffic(40, 0) }, rules, bounds).IsChange.ShouldBeFalse();

        (ScaleDecider.Glance(state, sample, rules, bounds)?.To).ShouldBe(instances);
    }

    [Fact]
    public void A_few_requests_to_a_target_of_few_need_no_second_instance() =>
        new ScaledApp(1, Rules.Target(ScalingTrigger.Requests, 5)).Run(600, second => second % 2).Changes.ShouldBeEmpty();

    [Theory]
    [InlineData(ScalingTrigger.Cpu, 210, 3)]
    [InlineData(ScalingTrigger.Cpu, 72, 1)]
    [InlineData(ScalingTrigger.Cpu, 90, 2)]
    [InlineData(ScalingTrigger.Requests, 300, 5)]
    public void It_comes_to_what_the_load_needs(ScalingTrigger trigger, double load, int instances)
    {
        var app = new ScaledApp(1, Rules.Target(trigger, trigger == ScalingTrigger.Cpu ? 70 : 60));

        app.Run(300, load).Instances.ShouldBeInRange(instances, instances + 1);
        app.Turns.ShouldBe(0);
    }

    [Fact]
    public void Processors_under_their_target_are_given_up_when_three_minutes_needed_fewer_and_no_sooner()
    {
        var app = new ScaledApp(6, Rules.Target(ScalingTrigger.Cpu, 70)).Run(ScaleTimes.UsageHold - 5, 130);
        app.Instances.ShouldBe(6);

        app.Run(20, 130).Instances.ShouldBe(2);

        app.Changes.Single().Reason.ShouldBe("130 % of an instance's processor in the last 180 s need 2 instances at 70 % each.");
    }

    [Fact]
    public void A_peak_in_the_last_three_minutes_keeps_what_it_needed()
    {
        var app = new ScaledApp(6, Rules.Target(ScalingTrigger.Cpu, 70)).Run(120, 350).Run(120, 70);

        app.Instances.ShouldBe(6);
    }

    [Fact]
    public void Instances_that_warm_up_are_left_out_of_the_average()
    {
        var app = new ScaledApp(1, Rules.Target(ScalingTrigger.Cpu, 70)) { Startup = 1 };

        // All that run are as busy as can be until the ones that were added have warmed up.
        app.Run(8, 100).Changes.Single().To.ShouldBe(2);
        app.Run(ScaleTimes.CpuWarmUp - 8, 200).Instances.ShouldBe(2);
    }

    [Fact]
    public void Requests_under_way_need_instances_too()
    {
        var app = new ScaledApp(1, Rules.Target(ScalingTrigger.Concurrency, 10)) { InFlight = 35 };

        app.Run(10, 5).Instances.ShouldBe(4);
        app.Changes[0].Reason.ShouldBe("35 requests under way in the last 6 s need 4 instances at 10 requests under way each.");
        app.InFlight = 2;
        app.Run(ScaleTimes.UsageHold + 20, 5).Instances.ShouldBe(1);
    }

    [Fact]
    public void The_highest_of_several_counts_wins()
    {
        var app = new ScaledApp(1, Rules.Target(ScalingTrigger.Cpu, 50), Rules.Target(ScalingTrigger.Memory, 10)) { MemoryPercent = 30, CpuOfRequest = 0.1 };

        app.Run(90, 100);

        app.Changes.ShouldAllBe(change => change.Reason.Contains("memory"));
        app.Changes[0].To.ShouldBe(3);
    }
}
