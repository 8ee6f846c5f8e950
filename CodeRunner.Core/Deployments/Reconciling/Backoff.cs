namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>Waits that double, and differ a little by instance so that many that crash together do not come back together.</summary>
internal static class Backoff
{
    private const double Jitter = 0.1;

    /// <summary>Never shorter than the first wait, never longer than the longest; the longest ones differ too.</summary>
    public static TimeSpan Wait(ReconcileRules rules, Guid instanceId, int crashes)
    {
        var (first, longest) = (rules.FirstBackoff.TotalSeconds, rules.LongestBackoff.TotalSeconds);
        var doubled = Math.Min(first * Math.Pow(2, Math.Clamp(crashes - 1, 0, 20)), longest / (1 + Jitter));
        var seconds = Math.Max(first, doubled) * (1 + (Jitter * Fraction(instanceId, crashes)));
        return TimeSpan.FromSeconds(Math.Min(seconds, Math.Max(first, longest)));
    }

    /// <summary>Crashes in a row, the one that just happened included.</summary>
    public static int Count(ReconcileRules rules, Instance instance, DateTimeOffset now) =>
        instance.StartedAt is { } started && now - started >= rules.Steady ? 1 : instance.Crashes + 1;

    private static double Fraction(Guid id, int crashes)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var mixed = (BitConverter.ToUInt32(bytes[12..]) ^ (uint)crashes) * 2654435761u;
        return mixed / (double)uint.MaxValue;
    }
}
