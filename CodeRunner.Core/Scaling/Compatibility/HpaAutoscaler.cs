namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// Kubernetes' horizontal pod autoscaler on one resource, step by step: replicas from usage, stabilization, rates, limits. It has no clock; Kubernetes asks it each
/// <see cref="SyncSeconds"/>. A call takes time and memory in proportion to how often it was asked in the longest window.
/// </summary>
public sealed class HpaAutoscaler(HpaSpec spec)
{
    public const double SyncSeconds = 15;

    // Usage is a whole number in Kubernetes' arithmetic; a capacity of a million of them rounds nothing that matters.
    private const long Capacity = 1_000_000;

    private readonly HpaTarget _target = HpaTarget.Percent(Math.Max(1, (int)Math.Round(spec.TargetUtilization * 100)));
    private readonly HpaRecommendations _recommendations = new();
    private readonly HpaScaleEvents _ups = new();
    private readonly HpaScaleEvents _downs = new();

    public HpaDecision Decide(in HpaObservation seen)
    {
        _recommendations.Begin(seen.Current, seen.NowSeconds);
        var decision = Ask(seen);
        if (decision.Desired > seen.Current)
            _ups.Add(decision.Desired - seen.Current, seen.NowSeconds, spec.Behavior?.Up);
        else if (decision.Desired < seen.Current)
            _downs.Add(seen.Current - decision.Desired, seen.NowSeconds, spec.Behavior?.Down);
        return decision;
    }

    private HpaDecision Ask(in HpaObservation seen) => seen.Current switch
    {
        // Somebody stopped it; only where 0 is allowed is it the autoscaler's to start it again.
        0 when spec.Min != 0 => new HpaDecision(0, null, false, HpaLimit.DesiredWithinRange),
        var current when current > spec.Max => new HpaDecision(spec.Max, null, false, HpaLimit.TooManyReplicas),
        var current when current < spec.Min => new HpaDecision(spec.Min, null, false, HpaLimit.TooFewReplicas),
        _ => Measure(seen) is { } proposed
            ? Settle(seen, proposed)
            : new HpaDecision(seen.Current, null, false, HpaLimit.DesiredWithinRange),
    };

    private int? Measure(in HpaObservation seen)
    {
        if (seen.Usage is not { } used || !double.IsFinite(used))
            return null;
        var usage = new HpaUsage(seen.Ready, seen.Ready, (long)Math.Round(used * Capacity), seen.Ready * Capacity)
        {
            Unready = seen.Unready,
            UnreadyRequestMilli = seen.Unready * Capacity,
        };
        return HpaReplicas.ForUsage(seen.Current, usage, _target, spec.Tolerance).Replicas;
    }

    private HpaDecision Settle(in HpaObservation seen, int proposed)
    {
        if (spec.Behavior is not { } behavior)
        {
            var most = _recommendations.Stabilize(proposed, HpaBehavior.DownStabilizationSeconds, seen.NowSeconds);
            var (replicas, limit) = HpaRates.Limit(seen.Current, most, spec.Min, spec.Max);
            return new HpaDecision(replicas, proposed, most != proposed, limit);
        }
        var stable = _recommendations.Stabilize(
            seen.Current,
            proposed,
            behavior.Up.StabilizationSeconds ?? 0,
            behavior.Down.StabilizationSeconds ?? HpaBehavior.DownStabilizationSeconds,
            seen.NowSeconds);
        var (desired, why) = HpaRates.Limit(seen.Current, stable, spec.Min, spec.Max, behavior, _ups, _downs, seen.NowSeconds);
        return new HpaDecision(desired, proposed, stable != proposed, why);
    }
}
