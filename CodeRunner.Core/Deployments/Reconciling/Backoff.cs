namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>Waits that double, and differ a little by instance so that many that crash together do not come back together.</summary>
internal static class Backoff
{
    private const double Jitter = 0.1;

    public static TimeSpan Wait(ReconcileRules rules, Guid instanceId, int crashes)
    {
        var doublings = Math.Clamp(crashes - 1, 0, 20);
        var seconds = Math.Min(rules.FirstBackoff.TotalSeconds * Math.Pow(2, doublings), rules.LongestBackoff.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 - (Jitter * Fraction(instanceId, crashes))));
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
