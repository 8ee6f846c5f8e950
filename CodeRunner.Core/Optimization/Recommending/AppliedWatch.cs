using System.Globalization;

namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>Whether what was applied did harm. Pure; asked again and again while it is watched.</summary>
public static class AppliedWatch
{
    /// <summary>Fewer requests have no p95 to speak of.</summary>
    private const long LeastRequests = 100;

    private const double MostSlower = 1.25;
    private const double LeastSlowerMs = 20;

    /// <summary>One restart may be anything.</summary>
    private const double RestartsAllowed = 1;

    /// <summary><paramref name="before"/> is of a time before it was applied, <paramref name="after"/> of all the time since.</summary>
    public static WatchVerdict Decide(HealthWindow before, HealthWindow after)
    {
        if (after.OomKills > Expected(before.OomKills, before, after))
            return new WatchVerdict.Undo($"The app was killed for want of memory {Times(after.OomKills)} since.");
        if (after.Restarts > Expected(before.Restarts, before, after) + RestartsAllowed)
            return new WatchVerdict.Undo($"Instances ended {Times(after.Restarts)} since, after {Times(before.Restarts)} before.");
        return Slower(before, after) is { } undo ? undo : new WatchVerdict.Keep();
    }

    private static WatchVerdict.Undo? Slower(HealthWindow before, HealthWindow after)
    {
        if (before.Requests < LeastRequests || after.Requests < LeastRequests || before.P95Ms is not { } was || after.P95Ms is not { } now)
            return null;
        return now > was * MostSlower && now - was >= LeastSlowerMs
            ? new WatchVerdict.Undo($"The 95th percentile of the latency is {Ms(now)} ms since, after {Ms(was)} ms before.")
            : null;
    }

    /// <summary>As many as before in the same time.</summary>
    private static double Expected(int count, HealthWindow before, HealthWindow after) => before.Duration > TimeSpan.Zero ? count * (after.Duration / before.Duration) : 0;

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static string Ms(double value) => Math.Round(value).ToString(CultureInfo.InvariantCulture);
}
