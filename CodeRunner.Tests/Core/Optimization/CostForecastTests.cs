using CodeRunner.Contracts.Costs;
using CodeRunner.Core.Optimization.Costs;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class CostForecastTests
{
    /// <summary>A Tuesday; the month has 30 days.</summary>
    private static readonly DateOnly Today = new(2026, 11, 10);

    [Fact]
    public void The_same_each_day_ends_at_as_many_days_without_a_doubt()
    {
        var forecast = CostForecaster.Of(Days(30, _ => 2m));

        forecast.Spent.ShouldBe(18m);
        forecast.Expected.ShouldBe(60m, 0.001m);
        forecast.High.ShouldBe(60m, 0.001m);
        forecast.Method.ShouldBe(ForecastMethod.Weekday);
    }

    [Fact]
    public void Days_of_the_month_before_are_no_part_of_what_is_spent() =>
        Days(20, index => index < 11 ? 100m : 1m).SpentThisMonth.ShouldBe(9m);

    [Fact]
    public void Weekends_that_cost_less_are_foreseen_as_such()
    {
        var weeks = Days(28, index => Today.AddDays(index - 28).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 2m : 10m);
        // November 2026: 30 days, 9 of them at weekends.
        CostForecaster.Of(weeks).Expected.ShouldBe(21 * 10m + 9 * 2m, 2m);
    }

    [Fact]
    public void With_too_few_days_for_weekdays_a_trend_is_followed()
    {
        var forecast = CostForecaster.Of(Days(9, index => 10m + index));

        forecast.Method.ShouldBe(ForecastMethod.Trend);
        // 126 are spent. Without a trend 21 days of 14 would follow; a line without an end makes 21 days of 29 on average.
        forecast.Expected.ShouldBeInRange(126 + 21 * 19m, 126 + 21 * 29m);
    }

    [Fact]
    public void One_expensive_day_turns_no_trend() =>
        CostForecaster.Of(Days(9, index => index == 4 ? 500m : 10m)).Expected.ShouldBe(80 + 500 + 210m, 1m);

    [Fact]
    public void A_few_days_have_a_usual_cost_and_a_wide_band()
    {
        var forecast = CostForecaster.Of(Days(3, index => 8m + 2 * index));

        forecast.Method.ShouldBe(ForecastMethod.Level);
        forecast.Expected.ShouldBe(30 + 21 * 10m, 0.01m);
        (forecast.High - forecast.Low).ShouldBeGreaterThan(60m);
    }

    [Fact]
    public void The_first_day_of_all_stands_for_the_others()
    {
        var forecast = CostForecaster.Of(new DailyCosts([], Today, SpentToday: 3m));

        forecast.Method.ShouldBe(ForecastMethod.Today);
        forecast.Expected.ShouldBe(63m, 0.01m);
        forecast.Low.ShouldBe(3m, 1m);
    }

    [Fact]
    public void A_day_that_already_cost_more_than_foreseen_is_counted_as_it_is()
    {
        var forecast = CostForecaster.Of(Days(30, _ => 2m) with { SpentToday = 50m });

        forecast.Expected.ShouldBe(18m + 50m + 40m, 0.01m);
    }

    [Fact]
    public void The_band_is_around_what_is_expected_and_never_below_what_is_spent() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte[] Days, byte Today, byte Date)>(),
        any =>
        {
            var today = Today.AddDays(any.Date);
            var costs = new DailyCosts([.. any.Days.Select(day => day / 10m)], today, any.Today);
            var forecast = CostForecaster.Of(costs);
            return forecast.Spent <= forecast.Low && forecast.Low <= forecast.Expected && forecast.Expected <= forecast.High;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Noise_is_within_the_band_nine_times_of_ten()
    {
        var random = new Random(7);
        var within = 0;
        for (var round = 0; round < 400; round++)
        {
            decimal Day() => 20m + 4m * (decimal)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            var forecast = CostForecaster.Of(Days(42, _ => Day()));
            var end = forecast.Spent + Enumerable.Range(0, 21).Sum(_ => Day());
            within += end >= forecast.Low && end <= forecast.High ? 1 : 0;
        }
        within.ShouldBeInRange(320, 399);
    }

    [Theory]
    [InlineData(60, BudgetState.Ok)]
    [InlineData(59, BudgetState.ForecastOver)]
    [InlineData(18, BudgetState.ForecastOver)]
    [InlineData(17, BudgetState.Over)]
    public void A_budget_is_kept_will_be_passed_or_is(int perMonth, BudgetState state) =>
        new Budget(perMonth).StateOf(new CostForecast(Spent: 18m, Expected: 60m, Low: 50m, High: 70m, ForecastMethod.Trend)).ShouldBe(state);

    private static DailyCosts Days(int count, Func<int, decimal> cost) => new([.. Enumerable.Range(0, count).Select(cost)], Today, SpentToday: 0);
}
