namespace CodeRunner.Core.Metrics;

/// <summary>A measure over the seconds in which it could be measured: their sum and their number, so that longer times can be made of shorter ones.</summary>
public readonly record struct Gauge(long Sum, int Seconds)
{
    /// <summary>Null where it could not be measured.</summary>
    public double? Mean => Seconds == 0 ? null : (double)Sum / Seconds;

    public static Gauge Of(long? value) => value is { } known ? new Gauge(known, 1) : default;

    /// <summary>The same thing at another time.</summary>
    public Gauge And(Gauge later) => new(Sum + later.Sum, Seconds + later.Seconds);

    /// <summary>Another thing at the same time.</summary>
    public Gauge Beside(Gauge other) => new(Sum + other.Sum, Math.Max(Seconds, other.Seconds));
}
