using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Core.Scaling.Forecasting;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

/// <summary>What a deployment's own history says of the time of day raises its instances early, and does nothing else.</summary>
public sealed class ForecastTests
{
    private const int Hour = 3600;
    private const int Day = 24 * Hour;
    private const int Now = 14 * Day;
    private const double Quiet = 10;
    private const double Busy = 200;

    private static readonly ScaleRule Requests = Rules.Target(ScalingTrigger.Requests, 50);
    private static readonly ScaleRule Cpu = Rules.Target(ScalingTrigger.Cpu, 50);

    [Fact]
    public void Instances_are_there_before_the_requests_that_come_each_day()
    {
        var app = App(Requests).Run(Hour - 70, Quiet);
        app.Instances.ShouldBe(1);

        app.Run(60, Quiet);

        app.Instances.ShouldBeGreaterThanOrEqualTo(3);
        var rise = app.Changes.ShouldHaveSingleItem();
        rise.Rule.ShouldBe(ScalingRule.Forecast);
        rise.Reason.ShouldMatch(@"^At this time of the day and week \d+ requests/s usually come within the next 63 s: they need \d+ instances at 50 requests/s each\.$");
        rise.Inputs["foreseen"].ShouldBeGreaterThan(0.8 * Busy);
        app.Run(10, Quiet).Run(Hour / 2, Busy).Turns.ShouldBe(0, "what comes as foreseen changes nothing back");
    }

    [Fact]
    public void Work_that_comes_each_day_is_foreseen_as_requests_are()
    {
        var app = App(Cpu).Run(Hour - 30, Quiet);

        var rise = app.Changes.ShouldHaveSingleItem();
        (rise.To, rise.Rule).ShouldBe((4, ScalingRule.Forecast));
        rise.Reason.ShouldContain("% of an instance's processor usually come");
    }

    [Fact]
    public void What_did_not_come_is_taken_away_again()
    {
        var app = App(Requests).Run(Hour + 290, Quiet);
        app.Instances.ShouldBeGreaterThanOrEqualTo(3, "for some minutes it may still come");

        app.Run(Hour / 2, Quiet).Instances.ShouldBe(1);
    }

    [Fact]
    public void A_policy_that_allows_no_more_is_not_outvoted()
    {
        var app = App(Rules.Target(ScalingTrigger.Requests, 50, max: 2)).Run(Hour, Quiet);

        app.Instances.ShouldBe(2);
    }

    [Fact]
    public void More_than_was_foreseen_is_answered_as_ever()
    {
        var app = App(Requests).Run(Hour / 2, Quiet).Run(10, Busy);

        app.Changes[^1].Rule.ShouldBe(ScalingRule.Requests);
        app.Instances.ShouldBeGreaterThan(3);
    }

    /// <summary>Two weeks in which an hour after midnight it gets busy; now it is midnight.</summary>
    private static ScaledApp App(ScaleRule rule)
    {
        var history = Enumerable.Range(0, Now / SeasonalForecast.SlotSeconds).Select(slot => (double?)(slot * SeasonalForecast.SlotSeconds % Day is >= Hour and < 3 * Hour ? Busy : Quiet));
        var forecast = new SeasonalForecast();
        forecast.Learn(0, history);
        return new ScaledApp(1, rule) { Start = Now, Forecast = forecast };
    }
}
