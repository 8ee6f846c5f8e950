namespace CodeRunner.Contracts.Scaling;

/// <summary>Either <see cref="Target"/> is set, or <see cref="Threshold"/>, <see cref="Action"/> and <see cref="Cooldown"/> (seconds) are.</summary>
public sealed record ScalingPolicyResponse(
    Guid Id,
    Guid DeploymentId,
    ScalingTrigger Trigger,
    double? Threshold,
    ScalingAction? Action,
    int? Cooldown,
    double? Target,
    int MinInstances,
    int MaxInstances,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
