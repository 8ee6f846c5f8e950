namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// Simple forecasts of the next hour's usage, from the last value to the mean of days: one of them suits each app. Values are aged by their time, so that samples may come
/// in any interval.
/// </summary>
internal sealed class UsageLevels(double least)
{
    public const int Count = 8;

    private static readonly TimeSpan[] HalfLives = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromDays(1)];
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private double[]? means;
    private List<TimedValue> lastHour = [];
    private int seen;

    public UsageLevels(double least, LevelsCheckpoint stored)
        : this(least) => (means, lastHour, seen) = (stored.Means?.ToArray(), [.. stored.LastHour], stored.Seen);

    public LevelsCheckpoint ToCheckpoint() => new(means?.ToArray(), [.. lastHour], seen);

    /// <summary>The forecasts after this sample.</summary>
    public double[] Observe(double value, DateTimeOffset time)
    {
        seen++;
        means ??= [value, value, value];
        var elapsed = lastHour.Count > 0 ? time - lastHour[^1].Time : TimeSpan.Zero;
        for (var index = 0; index < means.Length; index++)
        {
            // Until there are enough of them, all samples weigh the same: the first one is no truth.
            var weight = Math.Max(1 - Math.Pow(2, -(elapsed / HalfLives[index])), 1.0 / seen);
            means[index] += weight * (value - means[index]);
        }
        lastHour.RemoveAll(each => each.Time <= time - Hour);
        lastHour.Add(new TimedValue(time, value));
        return Forecasts(time);
    }

    private double[] Forecasts(DateTimeOffset time)
    {
        var sorted = lastHour.Select(each => each.Value).Order().ToArray();
        var quarter = lastHour.Where(each => each.Time > time - Quarter).Max(each => each.Value);
        double[] forecasts =
            [lastHour[^1].Value, .. means!, sorted[^1], sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.9)], quarter];
        for (var index = 0; index < Count; index++)
            forecasts[index] = Math.Max(least, forecasts[index]);
        return forecasts;
    }
}
