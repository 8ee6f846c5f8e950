using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

public sealed class ThresholdTests
{
    [Fact]
    public void Over_its_threshold_for_ten_seconds_it_grows_to_what_keeps_under_it()
    {
        var app = new ScaledApp(1, Rules.Up(ScalingTrigger.Requests, 50)).Run(60, 40);

        app.Run(8, 180).Changes.ShouldBeEmpty();
        app.Run(5, 180).Changes.Single().Rule.ShouldBe(ScalingRule.Requests);
        app.Run(5, 180);

        app.Instances.ShouldBe(4);
        app.Changes[^1].Reason.ShouldEndWith("are over 50 requests/s an instance: 4 instances would be under it.");
    }

    [Fact]
    public void A_rise_no_larger_than_the_one_before_waits_for_the_cooldown()
    {
        var app = new ScaledApp(1, Rules.Up(ScalingTrigger.Requests, 50, cooldown: 120)) { Startup = 1 };
        app.Run(11, 60).Instances.ShouldBe(2);

        app.Run(60, 110).Instances.ShouldBe(2);
        app.Run(80, 110).Instances.ShouldBe(3);
    }

    [Fact]
    public void A_larger_rise_does_not_wait_for_the_cooldown()
    {
        var app = new ScaledApp(1, Rules.Up(ScalingTrigger.Requests, 50, cooldown: 600)) { Startup = 1 };
        app.Run(11, 60).Instances.ShouldBe(2);

        app.Run(30, 400).Instances.ShouldBe(8);
    }

    [Fact]
    public void Under_its_threshold_for_a_minute_it_takes_one_away_and_the_next_after_the_cooldown()
    {
        var app = new ScaledApp(4, Rules.Down(ScalingTrigger.Requests, 20, cooldown: 90));

        app.Run(ScaleTimes.Under - 1, 8).Changes.ShouldBeEmpty();
        app.Run(2, 8).Instances.ShouldBe(3);
        app.Run(80, 8).Instances.ShouldBe(3);
        app.Run(30, 8).Instances.ShouldBe(2);
        app.Run(400, 8).Instances.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_taken_away_that_a_rule_of_the_same_trigger_would_add_again(bool byTarget)
    {
        var add = byTarget ? Rules.Target(ScalingTrigger.Requests, 55) : Rules.Up(ScalingTrigger.Requests, 55);
        var app = new ScaledApp(2, add, Rules.Down(ScalingTrigger.Requests, 40, cooldown: 0));

        app.Run(1800, 60).Changes.ShouldBeEmpty();

        if (!byTarget)
            (app.Last.Rule, app.Last.Reason).ShouldBe(
                (ScalingRule.Waiting, "60 requests/s in the last 60 s are under 40 requests/s an instance: 1 instance would do. 1 instance would come too near to where more are added again."));
    }

    [Fact]
    public void A_threshold_that_is_not_passed_leaves_what_a_target_of_another_trigger_says()
    {
        var app = new ScaledApp(6, Rules.Target(ScalingTrigger.Cpu, 70), Rules.Up(ScalingTrigger.Requests, 50)) { CpuOfRequest = 0.2 };

        // By its processors one would do.
        app.Run(600, 100).Instances.ShouldBe(3);
    }

    [Fact]
    public void One_that_takes_away_keeps_what_there_is_until_it_is_met()
    {
        var app = new ScaledApp(6, Rules.Target(ScalingTrigger.Cpu, 70), Rules.Down(ScalingTrigger.Memory, 20)) { CpuOfRequest = 0.1, MemoryPercent = 30 };

        app.Run(900, 100).Instances.ShouldBe(6);
    }
}
