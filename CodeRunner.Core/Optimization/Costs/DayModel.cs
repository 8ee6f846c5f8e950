namespace CodeRunner.Core.Optimization.Costs;

/// <summary>What a day costs: a line over days, times a factor for its day of the week.</summary>
internal sealed class DayModel
{
    /// <summary>A week that goes on with the slope it has may end anywhere: from one day to the next, so much of the slope is left.</summary>
    private const double Damping = 0.9;

    /// <summary>The variance of a median of normally distributed values, as a multiple of that of their mean: π/2.</summary>
    private const double ErrorOfMedians = Math.PI / 2;

    private readonly DateOnly today;
    private readonly double level;
    private readonly double slope;
    private readonly double[] factors;
    private readonly double error;
    private readonly int days;

    private DayModel(DateOnly today, double level, double slope, double[] factors, double error, int days) =>
        (this.today, this.level, this.slope, this.factors, this.error, this.days) = (today, level, slope, factors, error, days);

    public static DayModel Fit(double[] costs, DateOnly today, ForecastMethod method, double spentToday)
    {
        if (method == ForecastMethod.Today)
            return new DayModel(today, spentToday, 0, Even(), spentToday, 1);
        var factors = method == ForecastMethod.Weekday ? FactorsOf(costs, today) : Even();
        var flat = costs.Select((cost, index) => cost / factors[DayOf(today, index - costs.Length)]).ToArray();
        var slope = method == ForecastMethod.Level ? 0 : MedianSlope(flat);
        var level = Level(flat, slope);
        var squares = costs.Select((cost, index) => cost - Math.Max(0, (level + slope * (index - costs.Length)) * factors[DayOf(today, index - costs.Length)])).Sum(each => each * each);
        // A single day says nothing about how days differ: as much as it cost.
        var error = costs.Length == 1 ? costs[0] : Math.Sqrt(squares / (costs.Length - 1));
        return new DayModel(today, level, slope, factors, error, costs.Length);
    }

    /// <summary>Of today or a later day.</summary>
    public double At(DateOnly day)
    {
        var ahead = day.DayNumber - today.DayNumber;
        var damped = slope * Damping * (1 - Math.Pow(Damping, ahead)) / (1 - Damping);
        return Math.Max(0, (level + damped) * factors[(int)day.DayOfWeek]);
    }

    /// <summary>The standard error of the sum of so many days: that of each, and that of the level which they have in common, which at the end of a line is four times as uncertain.</summary>
    public double ErrorOfSum(int count) => error * Math.Sqrt(count + (slope == 0 ? 1 : 4) * ErrorOfMedians * count * count / days);

    private static double[] Even() => [1, 1, 1, 1, 1, 1, 1];

    private static int DayOf(DateOnly today, int offset) => (int)today.AddDays(offset).DayOfWeek;

    /// <summary>Each day against the mean of the seven around it, so that growth is not mistaken for a weekday; of each weekday the median.</summary>
    private static double[] FactorsOf(double[] costs, DateOnly today)
    {
        var ratios = new List<double>[7];
        for (var weekday = 0; weekday < 7; weekday++)
            ratios[weekday] = [];
        for (var index = 0; index < costs.Length; index++)
        {
            var from = Math.Clamp(index - 3, 0, costs.Length - 7);
            var mean = costs.AsSpan(from, 7).ToArray().Average();
            ratios[DayOf(today, index - costs.Length)].Add(mean > 0 ? costs[index] / mean : 1);
        }
        var factors = ratios.Select(of => Math.Max(0.01, Median(of))).ToArray();
        var scale = factors.Average();
        return [.. factors.Select(factor => factor / scale)];
    }

    /// <summary>Theil and Sen's: the median of the slopes between all pairs, which a single expensive day does not turn.</summary>
    private static double MedianSlope(double[] flat)
    {
        var slopes = new List<double>(flat.Length * (flat.Length - 1) / 2);
        for (var from = 0; from < flat.Length; from++)
        {
            for (var to = from + 1; to < flat.Length; to++)
                slopes.Add((flat[to] - flat[from]) / (to - from));
        }
        return Median(slopes);
    }

    /// <summary>Of the line, today.</summary>
    private static double Level(double[] flat, double slope) => Median([.. flat.Select((cost, index) => cost - slope * (index - flat.Length))]);

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
