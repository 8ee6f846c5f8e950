using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>When a rule fires and when its alert is over. Pure.</summary>
public static class AlertDecider
{
    /// <summary>
    /// A rule fires when it has held for <paramref name="hold"/>. <paramref name="measured"/>: it is read from measurements, which may have holes, and not from a state,
    /// which holds until it changes.
    /// </summary>
    public static AlertDecision Decide(
        AlertTimes times, TimeSpan hold, bool measured, AlertCondition condition, AlertReading reading, DateTimeOffset now)
    {
        return (condition.Firing, reading) switch
        {
            (true, AlertReading.Off off) => new AlertDecision.Resolve(off.Why),
            (false, AlertReading.Off) => new AlertDecision.Go(AlertCondition.Calm),
            (_, AlertReading.Missing) => new AlertDecision.Go(condition),
            (true, AlertReading.Breached) => new AlertDecision.Go(AlertCondition.Fires),
            (false, AlertReading.Clear) => new AlertDecision.Go(AlertCondition.Calm),
            (false, AlertReading.Breached breached) => Pending(times, hold, measured, condition, breached, now),
            _ => Clearing(times, times.ClearFor(hold), measured, condition, now),
        };
    }

    private static AlertDecision Pending(
        AlertTimes times, TimeSpan hold, bool measured, AlertCondition condition, AlertReading.Breached breached, DateTimeOffset now)
    {
        var since = Since(condition.PendingSince, times, measured, condition, now);
        return now - since >= hold
            ? new AlertDecision.Fire(breached.Value)
            : new AlertDecision.Go(condition with { PendingSince = since, KnownAt = Known(times, condition, now) });
    }

    private static AlertDecision Clearing(AlertTimes times, TimeSpan wait, bool measured, AlertCondition condition, DateTimeOffset now)
    {
        var since = Since(condition.ClearSince, times, measured, condition, now);
        return now - since >= wait
            ? new AlertDecision.Resolve($"It has been over for {AlertText.Duration((int)Math.Ceiling(wait.TotalSeconds))}.")
            : new AlertDecision.Go(condition with { ClearSince = since, KnownAt = Known(times, condition, now) });
    }

    private static DateTimeOffset Since(DateTimeOffset? since, AlertTimes times, bool measured, AlertCondition condition, DateTimeOffset now) =>
        since is not { } begun || begun > now || (measured && now - condition.KnownAt > times.MostHole) ? now : begun;

    private static DateTimeOffset Known(AlertTimes times, AlertCondition condition, DateTimeOffset now) =>
        condition.KnownAt is { } known && known <= now && now - known < times.KnownEvery ? known : now;
}
