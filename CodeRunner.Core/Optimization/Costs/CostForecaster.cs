namespace CodeRunner.Core.Optimization.Costs;

/// <summary>Foresees how the month of today ends. Pure.</summary>
public static class CostForecaster
{
    /// <summary>Fewer days tell no trend.</summary>
    private const int DaysOfTrend = 5;

    /// <summary>Two of each day of the week.</summary>
    private const int DaysOfWeekdays = 14;

    /// <summary>What was longer ago says little about next week.</summary>
    private const int MostDays = 56;

    /// <summary>Nine of ten normally distributed values are within so many standard deviations.</summary>
    private const double NineOfTen = 1.645;

    public static CostForecast Of(DailyCosts costs)
    {
        var last = costs.Days.TakeLast(MostDays).Select(day => (double)day).ToArray();
        var method = MethodFor(last.Length);
        var model = DayModel.Fit(last, costs.Today, method, (double)costs.SpentToday);
        var spent = costs.SpentThisMonth;
        // Today costs at least what it has cost until now.
        var ahead = Math.Max(0, model.At(costs.Today) - (double)costs.SpentToday);
        var daysAhead = DateTime.DaysInMonth(costs.Today.Year, costs.Today.Month) - costs.Today.Day;
        for (var day = 1; day <= daysAhead; day++)
            ahead += model.At(costs.Today.AddDays(day));
        var band = NineOfTen * model.ErrorOfSum(daysAhead + 1);
        return new CostForecast(spent, spent + Money(ahead), spent + Money(Math.Max(0, ahead - band)), spent + Money(ahead + band), method);
    }

    private static ForecastMethod MethodFor(int days) => days switch
    {
        0 => ForecastMethod.Today,
        < DaysOfTrend => ForecastMethod.Level,
        < DaysOfWeekdays => ForecastMethod.Trend,
        _ => ForecastMethod.Weekday,
    };

    private static decimal Money(double amount) => (decimal)Math.Min(amount, 1e24);
}
