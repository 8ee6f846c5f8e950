namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// Knative's pod autoscaler: a stable number from a long average, and a panic number from a short one that counts while work comes in faster than the stable one can see.
/// It has no clock; Knative asks it each <see cref="TickSeconds"/>. A call takes the same time however long it runs.
/// </summary>
public sealed class KpaAutoscaler
{
    public const double TickSeconds = 2;

    private readonly KpaDelayWindow? _delay;
    private double? _panickingSince;

    /// <summary><paramref name="ready"/>: pods that are ready when it begins; null where nobody knows.</summary>
    public KpaAutoscaler(KpaSpec spec, int? ready, double nowSeconds)
    {
        Spec = spec;
        _delay = spec.ScaleDownDelaySeconds > 0 ? new KpaDelayWindow(spec.ScaleDownDelaySeconds) : null;
        MaxPanicPods = ready ?? 0;
        // It has no history yet: several that run are kept until it has.
        if (MaxPanicPods > 1)
            _panickingSince = nowSeconds;
    }

    /// <summary>May change between two calls.</summary>
    public KpaSpec Spec { get; set; }

    public bool Panicking => _panickingSince is not null;

    /// <summary>The most it asked for in this panic.</summary>
    public int MaxPanicPods { get; private set; }

    /// <summary>Goes on in a panic that another one began.</summary>
    public void Resume(double? panickingSince, int maxPanicPods) => (_panickingSince, MaxPanicPods) = (panickingSince, maxPanicPods);

    /// <summary>
    /// <paramref name="ready"/>: pods that serve; null where they could not be counted. <paramref name="stable"/>: the whole app's metric, averaged over the stable
    /// window; null where there is none. <paramref name="panic"/>: the same over the panic window, which is a tenth of it.
    /// </summary>
    public KpaDecision Decide(double nowSeconds, int? ready, double? stable, double? panic)
    {
        if (ready is not { } pods || stable is not { } stableValue || panic is not { } panicValue)
            return default;

        // From none there is still a way up.
        var counted = Math.Max(1.0, pods);
        var stableWant = Math.Ceiling(stableValue / Spec.TargetValue);
        var panicWant = Math.Ceiling(panicValue / Spec.TargetValue);
        Feel(panicWant / counted >= Spec.PanicThreshold, nowSeconds);

        var desired = Limited(stableWant, counted);
        if (Panicking)
        {
            MaxPanicPods = Math.Max(MaxPanicPods, Math.Max(desired, Limited(panicWant, counted)));
            desired = MaxPanicPods;
        }
        if (Spec.Reachable && _delay is not null)
            desired = _delay.Highest(desired, nowSeconds);
        return new KpaDecision(true, Bounded(desired), Excess(pods, panicValue));
    }

    private void Feel(bool overThreshold, double nowSeconds)
    {
        if (overThreshold)
        {
            _panickingSince = nowSeconds;
        }
        else if (_panickingSince + Spec.StableWindowSeconds < nowSeconds)
        {
            // By now the stable average has seen what the panic was about.
            _panickingSince = null;
            MaxPanicPods = 0;
        }
    }

    /// <summary>Within what one step may change, which is a pod up and a pod down at least, or no rate near 1 would ever move.</summary>
    private int Limited(double want, double counted)
    {
        var most = Math.Ceiling(Spec.MaxScaleUpRate * counted);
        var least = Spec.Reachable ? Math.Floor(counted / Spec.MaxScaleDownRate) : 0;
        var limited = (int)Math.Min(Math.Max(want, least), most);
        return want > 0 && Spec.ActivationScale > 1 ? Math.Max(limited, Spec.ActivationScale) : limited;
    }

    private int Bounded(int desired)
    {
        var atLeast = Math.Max(desired, Spec.MinScale);
        return Spec.MaxScale > 0 ? Math.Min(atLeast, Spec.MaxScale) : atLeast;
    }

    private int Excess(int pods, double panicValue) => Spec.TargetBurstCapacity switch
    {
        0 => 0,
        > 0 and var burst => (int)Math.Floor(pods * Spec.TotalValue - burst - panicValue),
        _ => -1,
    };
}
