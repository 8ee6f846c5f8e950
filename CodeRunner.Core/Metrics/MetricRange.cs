namespace CodeRunner.Core.Metrics;

/// <summary>
/// Which points answer a question, in Unix seconds: as fine as was asked, but never more than <see cref="MostPoints"/>, and no finer than what is still kept of the time.
/// <see cref="Level"/> is the coarsest that the points can be made of.
/// </summary>
public sealed record MetricRange(long From, long To, int Step, MetricLevel Level)
{
    public const int MostPoints = 1000;

    /// <summary>With the longest of them, 1,000 points are 100 days.</summary>
    public static readonly IReadOnlyList<int> Steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary><paramref name="from"/> is before <paramref name="to"/>, by no more than <see cref="Longest"/>. Without a wish, the step is the finest that may be.</summary>
    public static MetricRange Decide(long from, long to, int? wanted, long now)
    {
        var kept = MetricLevel.All.FirstOrDefault(level => now - from <= (long)level.Kept.TotalSeconds + level.Block) ?? MetricLevel.All[^1];
        var least = Math.Max(kept.Step, wanted ?? 1);
        var step = Steps.First(step => step >= least && Count(from, to, step) <= MostPoints || step == Steps[^1]);
        return new MetricRange(MetricLevel.Floor(from, step), MetricLevel.Ceiling(to, step), step, MetricLevel.All.Last(level => step % level.Step == 0));
    }

    private static long Count(long from, long to, int step) => (MetricLevel.Ceiling(to, step) - MetricLevel.Floor(from, step)) / step;
}
