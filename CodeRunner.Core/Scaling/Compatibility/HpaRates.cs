namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>How far one step may go: the limits of policies and of the least and most replicas. Pure.</summary>
public static class HpaRates
{
    // Kubernetes' own brake where nobody wrote a behavior.
    private const int AtMostTimes = 2;
    private const int AtLeastTo = 4;

    public static (int Replicas, HpaLimit Limit) Limit(
        int current, int desired, int min, int max, HpaBehavior behavior, HpaScaleEvents ups, HpaScaleEvents downs, double nowSeconds)
    {
        if (desired > current)
        {
            // After policies became tighter, or many changes, the limit may be behind what runs; going on from there is not its business.
            var limit = Math.Max(current, UpLimit(current, behavior.Up, ups, downs, nowSeconds));
            return AtMost(desired, limit, max);
        }
        if (desired < current)
        {
            var limit = Math.Min(current, DownLimit(current, behavior.Down, ups, downs, nowSeconds));
            var (least, why) = min < limit ? (limit, HpaLimit.ScaleDownLimit) : (min, HpaLimit.TooFewReplicas);
            return desired < least ? (least, why) : (desired, HpaLimit.DesiredWithinRange);
        }
        return (desired, HpaLimit.DesiredWithinRange);
    }

    /// <summary>Without a behavior: at most twice as many, or 4.</summary>
    public static (int Replicas, HpaLimit Limit) Limit(int current, int desired, int min, int max) =>
        desired < min ? (min, HpaLimit.TooFewReplicas) : AtMost(desired, (int)Math.Max((double)AtMostTimes * current, AtLeastTo), max);

    private static (int Replicas, HpaLimit Limit) AtMost(int desired, int limit, int max)
    {
        var (most, why) = max > limit ? (limit, HpaLimit.ScaleUpLimit) : (max, HpaLimit.TooManyReplicas);
        return desired > most ? (most, why) : (desired, HpaLimit.DesiredWithinRange);
    }

    private static int UpLimit(int current, HpaRules rules, HpaScaleEvents ups, HpaScaleEvents downs, double nowSeconds)
    {
        if (rules.Select is HpaSelect.Disabled)
            return current;
        var limit = rules.Select is HpaSelect.Min ? int.MaxValue : int.MinValue;
        for (var at = 0; at < rules.Policies.Count; at++)
        {
            var policy = rules.Policies[at];
            var start = StartOf(policy, current, ups, downs, nowSeconds);
            // Up is rounded up, so that one replica and 10 % is not one replica for ever.
            var allowed = policy.Kind is HpaPolicyKind.Pods ? start + policy.Value : (int)Math.Ceiling(start * (1 + (double)policy.Value / 100));
            limit = rules.Select is HpaSelect.Min ? Math.Min(limit, allowed) : Math.Max(limit, allowed);
        }
        return limit;
    }

    private static int DownLimit(int current, HpaRules rules, HpaScaleEvents ups, HpaScaleEvents downs, double nowSeconds)
    {
        if (rules.Select is HpaSelect.Disabled)
            return current;
        var limit = rules.Select is HpaSelect.Min ? int.MinValue : int.MaxValue;
        for (var at = 0; at < rules.Policies.Count; at++)
        {
            var policy = rules.Policies[at];
            var start = StartOf(policy, current, ups, downs, nowSeconds);
            var allowed = policy.Kind is HpaPolicyKind.Pods ? start - policy.Value : (int)(start * (1 - (double)policy.Value / 100));
            limit = rules.Select is HpaSelect.Min ? Math.Max(limit, allowed) : Math.Min(limit, allowed);
        }
        return limit;
    }

    private static int StartOf(HpaPolicy policy, int current, HpaScaleEvents ups, HpaScaleEvents downs, double nowSeconds) =>
        current - ups.ChangeWithin(policy.PeriodSeconds, nowSeconds) + downs.ChangeWithin(policy.PeriodSeconds, nowSeconds);
}
