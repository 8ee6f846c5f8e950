namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>The waits of alerts.</summary>
public sealed record AlertTimes
{
    /// <summary>An alert resolves when what it is about has been over for as long as it had to hold, but never sooner than this.</summary>
    public TimeSpan LeastClear { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>And never later than this.</summary>
    public TimeSpan MostClear { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A longer time without measurements makes what they say begin anew: nobody knows how it was meanwhile.</summary>
    public TimeSpan MostHole { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How exactly it is kept when something was last seen: each time is a write.</summary>
    public TimeSpan KnownEvery { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan ClearFor(TimeSpan hold) => hold < LeastClear ? LeastClear : hold > MostClear ? (MostClear < LeastClear ? LeastClear : MostClear) : hold;
}
