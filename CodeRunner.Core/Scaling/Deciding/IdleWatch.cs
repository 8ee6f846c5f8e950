namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>
/// For how long no request has come, and none was under way, as far as somebody looked: it begins anew with whoever begins to look, and after a time of which not all is known. Asleep or awake,
/// the time from one request to the next is learned from.
/// </summary>
internal sealed class IdleWatch(IdleRules rules)
{
    private readonly IdleHabit habit = new(rules);
    private long? since;
    private bool isSinceRequest;
    private long known;
    private long now;

    public int Seconds => since is { } from ? (int)Math.Clamp(now - from, 0, int.MaxValue) : 0;

    /// <summary>How long that may last, in seconds.</summary>
    public int Limit => habit.Limit;

    public bool IsOver => since is not null && Seconds >= Limit;

    /// <summary>The last second with a request; null where it is not known.</summary>
    public long? LastRequest => isSinceRequest ? since : null;

    public void See(ScaleSample sample)
    {
        now = sample.Second;
        if (sample.Traffic is { Arrived: > 0 } or { InFlight: > 0 })
        {
            NoteRequest(now);
            known = now;
            return;
        }
        // A few seconds that nobody saw break nothing.
        if (since is null || now - known > ScaleTimes.Gap || now < known)
            (since, isSinceRequest) = (now, false);
        if (sample is { IsWhole: true, Traffic: not null })
            known = now;
    }

    /// <summary>There was one in that second, or is.</summary>
    public void NoteRequest(long second)
    {
        if (second < since)
            return;
        if (LastRequest is { } before)
            habit.Learn((int)Math.Min(second - before, int.MaxValue));
        (since, isSinceRequest) = (second, true);
    }

    public void Learn(IEnumerable<int> gaps)
    {
        foreach (var gap in gaps)
            habit.Learn(gap);
    }
}
