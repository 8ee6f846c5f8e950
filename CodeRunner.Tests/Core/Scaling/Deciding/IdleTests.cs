using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Scaling.Deciding;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

/// <summary>When a deployment that may sleep does, and what wakes it again.</summary>
public sealed class IdleTests
{
    private const int Minute = 60;

    private static readonly IdleRules Usual = IdleRules.Default;
    private static readonly ScaleRule Sleepy = Rules.Target(ScalingTrigger.Requests, 60, min: 0);

    [Fact]
    public void It_sleeps_after_the_usual_time_without_a_request_and_says_why()
    {
        var app = App().Run(10, 5);
        app.Run(Usual.Usual - 1, 0).Instances.ShouldBe(1);
        app.Last.Next.ShouldContain("Sleeps after 15 min without a request.");

        app.Run(2, 0);

        app.Instances.ShouldBe(0);
        var sleep = app.Changes.ShouldHaveSingleItem();
        (sleep.From, sleep.To, sleep.Rule).ShouldBe((1, 0, ScalingRule.Idle));
        sleep.Reason.ShouldBe("No request has come for 15 min: it sleeps after 15 min without one.");
        (sleep.Inputs["idleSeconds"], sleep.Inputs["sleepsAfterSeconds"]).ShouldBe((900, 900));
        app.Run(10 * Minute, 0).Changes.Count.ShouldBe(1);
        app.Last.Reason.ShouldBe("It sleeps until a request comes.");
    }

    [Fact]
    public void Without_a_minimum_of_zero_in_all_its_policies_it_never_sleeps()
    {
        App(Rules.Target(ScalingTrigger.Requests, 60)).Run(3 * 3600, 0).Instances.ShouldBe(1);
        App(Sleepy, Rules.Target(ScalingTrigger.Cpu, 70)).Run(3 * 3600, 0).Instances.ShouldBe(1);
        App(Sleepy, Rules.Target(ScalingTrigger.Cpu, 70, min: 0)).Run(3 * 3600, 0).Instances.ShouldBe(0);
    }

    [Fact]
    public void A_schedule_keeps_it_awake_and_wakes_it_and_so_does_a_minimum_that_is_raised()
    {
        var app = App();
        app.Scheduled = 2;
        app.Run(3600, 0).Instances.ShouldBe(2);
        app.Scheduled = 0;
        app.Run(1200, 0).Instances.ShouldBe(0);
        app.Scheduled = 1;
        app.Run(5, 0).Instances.ShouldBe(1);
        app.Changes[^1].Rule.ShouldBe(ScalingRule.Schedule);

        var state = new ScaleState(null, Usual);
        var raised = ScaleDecider.Decide(state, new ScaleSample(1, 0, [], new ScaleTraffic(0, 0)), [Rules.Target(ScalingTrigger.Requests, 60, min: 3)], new ScaleBounds(0, 20, 3));
        (raised.From, raised.To, raised.Rule).ShouldBe((0, 3, ScalingRule.Minimum));
    }

    [Fact]
    public void What_is_under_way_is_not_idle_however_long_it_lasts()
    {
        var app = App();
        app.InFlight = 1;
        app.Run(5 * 3600, 0).Instances.ShouldBe(1);
        app.InFlight = 0;
        app.Run(Usual.Usual + 1, 0).Instances.ShouldBe(0);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void What_is_not_measured_or_not_heard_never_puts_it_to_sleep(bool counted, bool whole)
    {
        var app = App();
        (app.Counted, app.Whole) = (counted, whole);
        app.Run(3 * 3600, 0).Changes.ShouldBeEmpty();
        (app.Counted, app.Whole) = (true, true);

        app.Run(Usual.Usual - 1, 0).Instances.ShouldBe(1, "the time before counts for nothing");
        app.Run(10, 0).Instances.ShouldBe(0);
    }

    [Fact]
    public void Who_takes_it_over_keeps_it_awake_for_as_long_as_if_a_request_had_just_come()
    {
        var app = App().Run(Usual.Usual - 30, 0);
        app.TakeOver(Usual);
        app.Run(Usual.Usual - 1, 0).Instances.ShouldBe(1);
        app.Run(10, 0).Instances.ShouldBe(0);
    }

    [Fact]
    public void What_does_not_run_as_it_shall_is_not_put_to_sleep_but_seen()
    {
        var state = new ScaleState(null, new IdleRules(1, 2, 3));
        for (var second = 0; second < 100; second++)
            ScaleDecider.Decide(state, new ScaleSample(second, 1, [], new ScaleTraffic(0, 0)), [Sleepy], new ScaleBounds(0, 20, 3)).To.ShouldBe(1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(13)]
    public void Who_is_asked_every_so_many_minutes_is_kept_awake_for_a_little_longer_than_that(int minutes)
    {
        var app = Asked(minutes, times: 12);

        app.Changes.ShouldBeEmpty();
        var limit = app.Last.Inputs["sleepsAfterSeconds"];
        limit.ShouldBeGreaterThan(minutes * Minute);
        limit.ShouldBeLessThan(minutes * Minute * 1.4);
    }

    [Fact]
    public void Who_is_asked_every_hour_sleeps_soon_after_each_request_once_that_is_known()
    {
        var app = Asked(60, times: 12);

        app.Wake();
        app.Run(2, 1).Instances.ShouldBe(1);
        app.Run(Usual.Floor + 5, 0).Instances.ShouldBe(0);
        app.Changes[^1].Inputs["sleepsAfterSeconds"].ShouldBe(Usual.Floor);
    }

    [Fact]
    public void It_learns_when_its_visitors_change()
    {
        var app = Asked(60, times: 20);
        for (var visit = 0; visit < 120; visit++)
            Visit(app, 4);

        app.Last.Inputs["sleepsAfterSeconds"].ShouldBeGreaterThan(4 * Minute);
        app.Instances.ShouldBe(1);
    }

    [Fact]
    public void It_is_never_put_to_sleep_sooner_than_the_floor_nor_kept_for_longer_than_the_ceiling() => Prop.ForAll(
        (from gaps in Gen.Choose(1, 5000).ListOf(40)
         from floor in Gen.Choose(1, 300)
         from more in Gen.Choose(0, 2000)
         from most in Gen.Choose(0, 4000)
         select (gaps, rules: new IdleRules(floor, floor + more, floor + more + most))).ToArbitrary(),
        given =>
        {
            var state = new ScaleState(null, given.rules);
            state.LearnIdle(given.gaps);
            for (var second = 0; second <= given.rules.Ceiling; second++)
            {
                var verdict = ScaleDecider.Decide(state, new ScaleSample(second, 1, [new ScaleInstance(1000, null, null)], new ScaleTraffic(second == 0 ? 1 : 0, 0)), [Sleepy], new ScaleBounds(0, 20, 3));
                if (verdict.To > 0)
                    continue;
                second.ShouldBeGreaterThanOrEqualTo(given.rules.Floor);
                return;
            }
            throw new InvalidOperationException($"It was kept awake for longer than {given.rules.Ceiling} s.");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_stored_says_how_long_the_times_without_a_request_were()
    {
        MetricPoint?[] points = [Point(3, 0), Point(1, 0), Point(0, 0), null, Point(0, 2), null, Point(1, 0), Point(0, 0)];
        var history = new MetricBlock(1000, 120, points, new Dictionary<Guid, Usage?[]>());

        IdleGaps.Of(history).ShouldBe([360, 240]);
        IdleGaps.LastOf(history).ShouldBe(1000 + 6 * 120);
        IdleGaps.LastOf(new MetricBlock(1000, 1, [Point(0, 0)], new Dictionary<Guid, Usage?[]>())).ShouldBeNull();
    }

    [Fact]
    public void A_request_that_another_Worker_stored_begins_the_idle_time_anew()
    {
        var state = new ScaleState(null, new IdleRules(10, 20, 30));
        for (var second = 0; second <= 20; second++)
            ScaleDecider.Decide(state, new ScaleSample(second, 1, [new ScaleInstance(1000, null, null)], new ScaleTraffic(0, 0)), [Sleepy], new ScaleBounds(0, 20, 3));
        state.IsIdle.ShouldBeTrue();

        state.NoteRequest(15);

        (state.IsIdle, state.LastRequest).ShouldBe((false, 15L));
    }

    private static MetricPoint Point(long requests, long inFlight) => new(120, new Traffic(requests, 0, 0, 0, inFlight), null, default);

    private static ScaledApp App(params ScaleRule[] rules) => new(1, rules.Length == 0 ? [Sleepy] : rules) { Idle = Usual };

    private static ScaledApp Asked(int minutes, int times)
    {
        var app = App();
        for (var visit = 0; visit < times; visit++)
            Visit(app, minutes);
        return app;
    }

    /// <summary>A request, which wakes it where it sleeps, and then none.</summary>
    private static void Visit(ScaledApp app, int minutes)
    {
        if (app.Instances == 0)
            app.Wake();
        app.Run(1, 1).Run(minutes * Minute - 1, 0);
    }
}
