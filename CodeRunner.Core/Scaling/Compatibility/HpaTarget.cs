namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>What a pod should use on average: so many percent of what it requested, or so many thousandths of a unit.</summary>
public readonly record struct HpaTarget
{
    /// <summary>Percent of the request, or thousandths of a unit.</summary>
    public long Value { get; private init; }

    public bool IsPercent { get; private init; }

    public static HpaTarget Percent(int percent) => new() { Value = percent, IsPercent = true };

    public static HpaTarget AverageMilli(long milli) => new() { Value = milli };

    /// <summary>Usage by target. The usage is a whole number first, as upstream: a percentage of 33.9 counts as 33.</summary>
    internal double Ratio(long usageMilli, long requestMilli, int samples) =>
        (double)(IsPercent ? PercentOf(usageMilli, requestMilli) : usageMilli / samples) / Value;

    /// <summary>What a pod without a metric is taken to use where taking less would remove pods.</summary>
    internal long AtMost(long requestMilli) => IsPercent ? requestMilli * Math.Max(100, Value) / 100 : Value;

    internal static int PercentOf(long usageMilli, long requestMilli) => (int)(usageMilli * 100 / requestMilli);
}
