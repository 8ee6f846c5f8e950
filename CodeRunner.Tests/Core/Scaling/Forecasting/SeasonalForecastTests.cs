using CodeRunner.Core.Scaling.Forecasting;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Scaling.Forecasting;

public sealed class SeasonalForecastTests
{
    private const int Hour = 3600;
    private const int Day = 24 * Hour;
    private const int Slot = SeasonalForecast.SlotSeconds;
    private const double Busy = 300;
    private const double Quiet = 15;

    [Fact]
    public void What_comes_each_morning_is_foreseen_a_minute_before_it_comes_and_not_earlier()
    {
        var forecast = After(3 * Day + 9 * Hour - 60, Office);
        var second = 3 * Day + 9 * Hour - 60;

        forecast.Foresee(second, 61).ShouldBeInRange(0.8 * Busy, Busy);
        forecast.Foresee(second, 59).ShouldBeInRange(0.8 * Quiet, Quiet);
        forecast.Error.ShouldNotBeNull().ShouldBeLessThan(0.05);
    }

    [Fact]
    public void A_day_has_to_be_told_before_it_is_believed()
    {
        var forecast = After(2 * Day - Slot, Office);
        forecast.Error.ShouldBeNull();
        forecast.Foresee(2 * Day - Slot, 60).ShouldBe(0);

        After(2 * Day + Slot, Office).Error.ShouldNotBeNull();
    }

    [Fact]
    public void A_load_that_keeps_no_hours_is_not_foreseen()
    {
        var random = new Random(5);
        var leaps = Enumerable.Range(0, 14 * Day / Slot).Select(_ => random.Next(4) == 0 ? Busy : Quiet).ToList();
        var forecast = new SeasonalForecast();

        for (var slot = 0; slot < leaps.Count; slot++)
        {
            forecast.Learn(slot * Slot, [leaps[slot]]);
            forecast.Error.ShouldBeNull();
            forecast.Foresee((slot + 1) * Slot, 60).ShouldBe(0);
        }
    }

    [Fact]
    public void Weekends_are_told_from_working_days()
    {
        static double Working(long second) => second / Day % 7 < 5 ? Office(second) : Quiet;
        var saturday = 19 * Day + 9 * Hour;
        After(saturday, Working).Foresee(saturday, 60).ShouldBeInRange(0.8 * Quiet, 1.1 * Quiet);

        var monday = 21 * Day + 9 * Hour;
        After(monday, Working).Foresee(monday, 60).ShouldBeInRange(0.8 * Busy, Busy);
    }

    [Fact]
    public void What_does_not_come_after_some_minutes_is_believed_no_longer()
    {
        var nine = 5 * Day + 9 * Hour;
        var forecast = After(nine - 1, Office);
        Observe(forecast, nine - 1, 299, _ => Quiet);
        forecast.Foresee(nine + 298, 60).ShouldBeGreaterThan(0.8 * Busy);

        Observe(forecast, nine + 298, 1, _ => Quiet);
        forecast.Foresee(nine + 299, 60).ShouldBe(0);

        var next = nine + Slot;
        Observe(forecast, nine + 299, Slot - 299, _ => Quiet);
        forecast.Foresee(next, 60).ShouldBeLessThan(0.9 * Busy, "the hour before says that less comes today");
        Observe(forecast, next, 3 * Slot, _ => Quiet);
        forecast.Foresee(next + 3 * Slot, 60).ShouldBeLessThan(2 * Quiet);
    }

    [Fact]
    public void A_day_that_is_busier_is_foreseen_to_go_on_so_within_bounds()
    {
        var now = 6 * Day + 12 * Hour;
        var forecast = After(6 * Day, Office);
        Observe(forecast, 6 * Day, 12 * Hour, second => 1.2 * Office(second));
        forecast.Foresee(now, 60).ShouldBeInRange(0.95 * Busy, 1.2 * Busy);

        Observe(forecast, now, Hour, second => 10 * Office(second));
        forecast.Foresee(now + Hour, 60).ShouldBeLessThanOrEqualTo(1.25 * Busy);
    }

    [Fact]
    public void What_is_stored_teaches_the_same_as_what_is_seen()
    {
        var seen = After(4 * Day, Office);
        var taught = new SeasonalForecast();

        taught.Learn(0, Enumerable.Range(0, 4 * Day / Slot).Select(slot => (double?)Office(slot * Slot)));

        taught.Foresee(4 * Day, 60).ShouldBe(seen.Foresee(4 * Day, 60), 1e-6);
        Observe(taught, 4 * Day, 9 * Hour, Office);
        taught.Foresee(4 * Day + 9 * Hour, 60).ShouldBeGreaterThan(0.8 * Busy);
    }

    [Fact]
    public void What_nobody_measured_is_not_taken_for_no_load()
    {
        var forecast = After(4 * Day, Office);
        for (var second = 4L * Day; second < 5 * Day; second++)
            forecast.Observe(second, null);

        forecast.Observe(5 * Day + 9 * Hour, Quiet);

        forecast.Foresee(5 * Day + 9 * Hour, 60).ShouldBeGreaterThan(0.8 * Busy);
    }

    /// <summary>Whatever came, with holes as long as weeks in it: never more than a quarter more than ever came.</summary>
    [Fact]
    public void It_foresees_nothing_beyond_what_it_has_seen() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).Zip(Gen.Choose(0, 2000)).Zip(Gen.Choose(0, 3000)).ToArbitrary(),
        each =>
        {
            var ((seed, slots), jump) = each;
            var random = new Random(seed);
            var regular = random.Next(2) == 0 ? 20 : 500;
            var history = Enumerable.Range(0, slots).Select(slot => random.Next(9) == 0 ? null : (double?)((slot % 96 * 3) + random.Next(regular))).ToList();
            var (forecast, most, second) = (new SeasonalForecast(), history.Max() ?? 0, (long)(slots + jump) * Slot);
            forecast.Learn(0, history);
            for (var minute = 0; minute < 60; minute++, second += 60)
            {
                forecast.Observe(second, minute % 7 == 0 ? null : regular);
                forecast.Foresee(second, random.Next(Slot)).ShouldBeInRange(0, 1.25 * Math.Max(most, regular));
            }
        }).QuickCheckThrowOnFailure();

    private static double Office(long second) => second % Day is >= 9 * Hour and < 17 * Hour ? Busy : Quiet;

    private static SeasonalForecast After(int seconds, Func<long, double> load)
    {
        var forecast = new SeasonalForecast();
        Observe(forecast, 0, seconds, load);
        return forecast;
    }

    private static void Observe(SeasonalForecast forecast, long from, int seconds, Func<long, double> load)
    {
        for (var second = from + 1; second <= from + seconds; second++)
            forecast.Observe(second, load(second));
    }
}
