namespace CodeRunner.Core.Scaling.Deciding;

public static class ScaleRules
{
    /// <summary>What a policy says, for the decider.</summary>
    public static ScaleRule ToRule(this ScalingPolicy policy) => policy switch
    {
        { Target: { } target } => new TargetRule(policy.Id, policy.Trigger, target, policy.MinInstances, policy.MaxInstances),
        { Threshold: { } threshold, Action: { } action } => new ThresholdRule(
            policy.Id, policy.Trigger, threshold, action, policy.Cooldown ?? ScalingPolicy.UsualCooldown, policy.MinInstances, policy.MaxInstances),
        _ => throw new ArgumentException($"Policy {policy.Id} has neither a target nor a threshold.", nameof(policy)),
    };
}
