using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

/// <summary>When nothing is taken away, and what bounds a decision.</summary>
public sealed class HoldTests
{
    public static TheoryData<string, ScaleRule[]> EachRule => new()
    {
        { "a target of requests", [Rules.Target(ScalingTrigger.Requests, 60)] },
        { "a target of processors", [Rules.Target(ScalingTrigger.Cpu, 70)] },
        { "a target of memory", [Rules.Target(ScalingTrigger.Memory, 70)] },
        { "a target of concurrency", [Rules.Target(ScalingTrigger.Concurrency, 10)] },
        { "thresholds of requests", [Rules.Up(ScalingTrigger.Requests, 60), Rules.Down(ScalingTrigger.Requests, 20)] },
        { "thresholds of processors", [Rules.Up(ScalingTrigger.Cpu, 80), Rules.Down(ScalingTrigger.Cpu, 20)] },
    };

    [Theory]
    [MemberData(nameof(EachRule))]
    public void Without_measurements_nothing_is_taken_away_and_with_them_it_is(string what, ScaleRule[] rules)
    {
        var app = new ScaledApp(5, rules) { Measured = false, Counted = false, MemoryPercent = 5 };

        app.Run(1200, 5).Changes.ShouldBeEmpty(what);
        app.Last.Rule.ShouldBe(ScalingRule.Missing);
        (app.Measured, app.Counted) = (true, true);
        app.Run(1200, 5).Instances.ShouldBeLessThan(5, what);
    }

    [Theory]
    [MemberData(nameof(EachRule))]
    public void While_not_all_are_heard_more_may_be_asked_for_and_never_less(string what, ScaleRule[] rules)
    {
        var app = new ScaledApp(3, rules) { Whole = false, InFlight = 5 };
        app.Run(600, 5).Changes.ShouldBeEmpty(what);

        (app.InFlight, app.MemoryPercent) = (300, 95);

        app.Run(60, 400).Instances.ShouldBeGreaterThan(3, what);
        app.Turns.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(EachRule))]
    public void Whoever_takes_over_takes_nothing_away_for_a_minute(string what, ScaleRule[] rules) =>
        new ScaledApp(5, rules) { MemoryPercent = 1 }.Run(ScaleTimes.AfterSilence - 1, 0).Changes.ShouldBeEmpty(what);

    [Fact]
    public void While_an_instance_starts_or_ends_nothing_is_taken_away_however_long_that_takes()
    {
        var (state, rules, bounds) = (new ScaleState(), new[] { Rules.Target(ScalingTrigger.Requests, 60) }, new ScaleBounds(0, 20, 3));
        var instance = new ScaleInstance(900, null, null);
        var sample = new ScaleSample(0, 5, [instance, instance, instance, instance], new ScaleTraffic(5, 1));

        for (var second = 1; second <= 1200; second++)
            ScaleDecider.Decide(state, sample with { Second = second }, rules, bounds).To.ShouldBe(5);
        ScaleDecider.Decide(state, sample with { Second = 1201, Healthy = [instance, .. sample.Healthy] }, rules, bounds).To.ShouldBe(1);
    }

    [Fact]
    public void A_rule_that_can_not_be_measured_keeps_what_another_would_take_away()
    {
        var app = new ScaledApp(5, Rules.Target(ScalingTrigger.Requests, 60), Rules.Target(ScalingTrigger.Cpu, 70)) { Measured = false };

        app.Run(1200, 5).Changes.ShouldBeEmpty();
        app.Last.Reason.ShouldBe("What instances use of their processors could not be measured, so nothing is taken away.");
    }

    [Fact]
    public void What_was_added_is_kept_for_a_minute_also_when_another_rule_of_the_last_owner_added_it()
    {
        var rules = new[] { Rules.Down(ScalingTrigger.Requests, 20, cooldown: 0) };
        var state = new ScaleState(new ScaleChange(100, 1, 3));
        var decided = Enumerable.Range(101, 200).Select(second => ScaleDecider.Decide(
            state, new ScaleSample(second, 3, [.. Enumerable.Repeat(new ScaleInstance(1000, null, null), 3)], new ScaleTraffic(1, 0)), rules, new ScaleBounds(0, 20, 3))).ToList();

        decided.FindIndex(each => each.IsChange).ShouldBe(ScaleTimes.AfterRise - 1);
    }

    [Fact]
    public void Without_policies_a_schedule_raises_the_number_and_afterwards_it_is_what_it_was()
    {
        var app = new ScaledApp(2) { Scheduled = 5 };
        app.Run(60, 5).Instances.ShouldBe(5);
        app.Scheduled = 7;
        app.Run(60, 5).Instances.ShouldBe(7);

        app.Scheduled = 3;
        app.Run(120, 5).Instances.ShouldBe(3);
        app.Scheduled = 0;
        app.Run(120, 5).Instances.ShouldBe(2);

        app.Changes.ShouldAllBe(change => change.Rule == ScalingRule.Schedule);
        app.Changes.Select(change => change.Reason).ShouldBe(
        [
            "A schedule asks for at least 5 instances now.", "A schedule asks for at least 7 instances now.", "A schedule asks for at least 3 instances now.",
            "No schedule asks for as many any more: back to 2 instances.",
        ]);
        app.Run(600, 5).Changes.Count.ShouldBe(4);
    }

    [Fact]
    public void What_a_schedule_raised_the_next_owner_takes_back_and_what_somebody_scaled_by_hand_nobody_does()
    {
        var raised = new ScaledApp(2) { Scheduled = 5 }.Run(10, 5).Changes.ShouldHaveSingleItem();
        var stored = new ScalingDecision(Guid.NewGuid(), raised.From, raised.To, raised.Rule, raised.Reason, raised.Inputs, raised.Next, DateTimeOffset.UnixEpoch.AddSeconds(1));

        Decide(new ScaleState(stored.ToChange()), instances: 5).ShouldBe(2);
        Decide(new ScaleState(stored.ToChange()), instances: 6).ShouldBe(6, "it was scaled to 6 since");
        Decide(new ScaleState(new ScaleChange(1, 2, 5)), instances: 5).ShouldBe(5, "no schedule did that");

        static int Decide(ScaleState state, int instances) => Enumerable.Range(100, 120).Select(second => ScaleDecider.Decide(
            state, new ScaleSample(second, instances, [.. Enumerable.Repeat(new ScaleInstance(1000, null, null), instances)], new ScaleTraffic(1, 0)), [], new ScaleBounds(0, 20, 3))).ToList()[^1].To;
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(4, 4)]
    [InlineData(50, 20)]
    public void Schedules_raise_the_minimum_over_the_rules_and_never_over_what_a_deployment_may_have(int scheduled, int instances)
    {
        var app = new ScaledApp(1, Rules.Target(ScalingTrigger.Requests, 60, min: 2, max: 3)) { Scheduled = scheduled };

        app.Run(30, 5).Instances.ShouldBe(instances);
        app.Changes[0].Rule.ShouldBe(scheduled > 2 ? ScalingRule.Schedule : ScalingRule.Minimum);
    }

    [Fact]
    public void The_maximum_is_kept_and_said()
    {
        var app = new ScaledApp(1, Rules.Target(ScalingTrigger.Requests, 60, max: 3)).Run(60, 900);

        app.Instances.ShouldBe(3);
        app.Last.Rule.ShouldBe(ScalingRule.Maximum);
        app.Last.Next.ShouldBe("Can't add more: raise the maximum for that.");
    }

    [Fact]
    public void Without_rules_nothing_changes() => new ScaledApp(3).Run(300, 500).Changes.ShouldBeEmpty();
}
