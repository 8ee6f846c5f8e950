namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// One of two forms: <see cref="Target"/>, what each instance shall carry; or <see cref="Threshold"/>, <see cref="Action"/> and <see cref="Cooldown"/> (seconds). Both in the trigger's unit. What is
/// left out: a cooldown of 60 s, at least 1 instance, at most as many as a deployment may have, enabled.
/// A minimum of 0 lets the deployment sleep when no request has come for a while, where all its enabled policies have it; the first request wakes it, and waits.
/// </summary>
public sealed record ScalingPolicyRequest(
    ScalingTrigger? Trigger,
    double? Threshold = null,
    ScalingAction? Action = null,
    int? Cooldown = null,
    double? Target = null,
    int? MinInstances = null,
    int? MaxInstances = null,
    bool? Enabled = null);
