using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>What one policy says, for the decider. Two that say the same are equal: what was seen for one counts for the other.</summary>
public abstract record ScaleRule(Guid Id, ScalingTrigger Trigger, int Min, int Max)
{
    /// <summary>A minimum of 0 lets it sleep; as long as it does not, there is an instance.</summary>
    internal int MinAwake => Math.Max(1, Min);
}

/// <summary>As many instances as keep each at <paramref name="Target"/>, in the trigger's unit.</summary>
public sealed record TargetRule(Guid Id, ScalingTrigger Trigger, double Target, int Min, int Max) : ScaleRule(Id, Trigger, Min, Max);

/// <summary>More, or fewer, instances once each is over, or under, <paramref name="Threshold"/> for a while.</summary>
public sealed record ThresholdRule(Guid Id, ScalingTrigger Trigger, double Threshold, ScalingAction Action, int CooldownSeconds, int Min, int Max)
    : ScaleRule(Id, Trigger, Min, Max);
