namespace CodeRunner.Worker.Ingress.Choosing;

/// <summary>
/// Whether a target is left out, and until when: 100 ms after a failure, doubling with each that follows, 10 s at most. Times are in milliseconds. A value; the target
/// that has it guards it.
/// </summary>
internal readonly record struct Ejection(int Failures, long OutUntil, bool Probing)
{
    public const long Shortest = 100;
    public const long Longest = 10_000;

    /// <summary>A probe that never came back: its request may last for hours.</summary>
    public const long LongestProbe = 5_000;

    public static Ejection None { get; } = new(0, 0, false);

    public TargetHealth Health(long now) => Failures == 0 ? TargetHealth.Good : now >= OutUntil ? TargetHealth.Due : TargetHealth.Out;

    /// <summary>Failures of requests that were on their way together count once.</summary>
    public Ejection Fail(long now)
    {
        if (Failures > 0 && now < OutUntil && !Probing)
            return this;
        var failures = Math.Min(Failures + 1, 30);
        return new Ejection(failures, now + Math.Min(Longest, Shortest << Math.Min(failures - 1, 20)), false);
    }

    /// <summary>Others keep away until it is known how this goes.</summary>
    public Ejection Probe(long now) => this with { Probing = true, OutUntil = now + LongestProbe };
}
