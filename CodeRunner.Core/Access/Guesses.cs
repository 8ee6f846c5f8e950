namespace CodeRunner.Core.Access;

/// <summary>
/// Wrong passwords that were tried, and until when nobody may try again because of them. Counted for each place that tries an account (<see cref="OfPlace"/>), and for all places together that nobody knows
/// (<see cref="OfAccount"/>): that bound is ten times as high, so that one stranger shuts out nobody but their own network, and many together guess no faster than it says.
/// </summary>
public readonly record struct Guesses(int Failures, DateTimeOffset? Since, DateTimeOffset? LockedUntil)
{
    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    /// <summary>In a row, however long that takes.</summary>
    public static GuessLimit OfPlace { get; } = new(5, Within: null);

    /// <summary>In as long as a lock takes: what one place alone can't reach.</summary>
    public static GuessLimit OfAccount { get; } = new(50, LockTime);

    /// <summary>Null when somebody may try.</summary>
    public TimeSpan? LockedFor(DateTimeOffset now) => LockedUntil > now ? LockedUntil - now : null;

    /// <summary>One more, which locks when it is as many as the limit says.</summary>
    public Guesses Failed(GuessLimit limit, DateTimeOffset now)
    {
        var goesOn = Since is not null && (limit.Within is null || now - Since < limit.Within);
        var failures = (goesOn ? Failures : 0) + 1;
        return failures < limit.Most ? new(failures, goesOn ? Since : now, LockedUntil) : new(0, null, now + LockTime);
    }

    /// <summary>How long one has to wait: a place that is known waits for its own tries only.</summary>
    public static TimeSpan? Wait(Guesses place, Guesses account, bool isKnown, DateTimeOffset now) => place.LockedFor(now) ?? (isKnown ? null : account.LockedFor(now));
}
