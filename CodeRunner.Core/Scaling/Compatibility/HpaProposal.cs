namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>What one metric asks for, or why it can't tell.</summary>
public readonly record struct HpaProposal
{
    /// <summary>Null where <see cref="Error"/> says why.</summary>
    public int? Replicas { get; private init; }

    /// <summary>Of the requests, where the target is one of them.</summary>
    public int? UtilizationPercent { get; private init; }

    /// <summary>In thousandths of a unit: a pod's average, or an object's whole value where the target is one.</summary>
    public long? UsageMilli { get; private init; }

    /// <summary>In upstream's words, which people look for.</summary>
    public string? Error { get; private init; }

    internal static HpaProposal Of(int replicas, long usageMilli, int? utilizationPercent = null) =>
        new() { Replicas = replicas, UsageMilli = usageMilli, UtilizationPercent = utilizationPercent };

    internal static HpaProposal Failed(string error) => new() { Error = error };
}
