namespace CodeRunner.Core.Optimization.Costs;

/// <summary>The cost of complete days that follow each other; the last is the day before <see cref="Today"/>. <see cref="SpentToday"/> is what today has cost until now.</summary>
public sealed record DailyCosts(IReadOnlyList<decimal> Days, DateOnly Today, decimal SpentToday)
{
    public DateOnly DayOf(int index) => Today.AddDays(index - Days.Count);

    /// <summary>What the month of today has cost until now.</summary>
    public decimal SpentThisMonth => SpentToday + Days.Skip(Math.Max(0, Days.Count - (Today.Day - 1))).Sum();
}
