namespace CodeRunner.Core.Optimization.Costs;

/// <summary>What a forecast could be made of.</summary>
public enum ForecastMethod
{
    /// <summary>No day is complete: what was spent today, for all days.</summary>
    Today,

    /// <summary>What the few days that there are usually cost.</summary>
    Level,

    /// <summary>A line through the last days.</summary>
    Trend,

    /// <summary>A line through the last weeks, times what each day of the week differs from it.</summary>
    Weekday,
}
