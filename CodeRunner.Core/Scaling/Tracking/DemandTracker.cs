namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>
/// How many instances a deployment's requests need, decided each second. Demand rises at once, when some last seconds are surely more than the instances can serve; what waits
/// meanwhile is served by more than demand alone needs. It falls when what was needed lately, and what is usual, is clearly less. A few requests a second of spare capacity are
/// always kept: they are what chance needs, much for one instance and nothing for a hundred. A load that has not swung lately is followed up and not caught up with, and down only
/// after a while and by much. What is foreseen is made ready, and kept, as if it had come. Memory is bounded; a decision costs some microseconds.
/// </summary>
/// <param name="capacity">Requests/s that an instance serves.</param>
/// <param name="startupSeconds">From the decision to an instance's first request.</param>
/// <param name="rules">What it goes by.</param>
public sealed class DemandTracker(double capacity, int startupSeconds, TrackingRules rules)
{
    private const int LeastKnown = 60;
    private const int SwingWindow = 30;

    /// <summary>Seconds that demand is looked at; it has risen when one of them says so.</summary>
    private static readonly int[] Windows = [2, 4, 8, 15, 30, 60];

    /// <summary>Windows as short are no more than a hint: chance is taken off before they are answered.</summary>
    private const int Hint = 4;

    private readonly ArrivalWindow arrivals = new();
    private readonly RecentPeak peak = new(rules.HoldSeconds);
    private readonly RecentPeak longPeak = new(rules.CalmHoldSeconds);
    private readonly Swings swings = new(rules);
    private readonly Headroom headroom = new(capacity, rules);
    private readonly UsualDemand usual = new(rules.UsualShareFor(startupSeconds), rules.UsualDelaySeconds, rules.UsualErrorHalfLife);
    private int readyAt;
    private int surgeAt = int.MinValue / 2;

    /// <summary>The share of their capacity that demand shall use now, of as many instances as there should be.</summary>
    public double Aim => headroom.Aim;

    private bool IsRestless => swings.Count >= rules.RestlessSwings;

    /// <param name="second">Counted from the beginning.</param>
    /// <param name="arrived">Requests that came in it.</param>
    /// <param name="waiting">Requests that no instance has taken up.</param>
    /// <param name="ready">Instances that serve.</param>
    /// <param name="desired">Instances that there should be.</param>
    /// <param name="foreseen">Requests/s that surely come before an instance that is started now would be late for them; 0 where nobody knows.</param>
    public TrackedCount Decide(int second, int arrived, long waiting, int ready, int desired, double foreseen = 0)
    {
        arrivals.Add(arrived);
        Learn(second, arrived, desired);
        var surge = Surge(desired);
        var catchUp = !IsRestless ? 0 : CatchUp(second, waiting, ready, desired, surge > desired);
        var more = Math.Max(surge, catchUp);
        if (more > desired)
            return Rise(second, more, ready == desired, surge >= catchUp ? TrackingRule.Surge : TrackingRule.CatchUp);
        if (IsTooMuch(foreseen, desired) && Needed(foreseen, headroom.Aim) is var early && early > desired)
            return Rise(second, early, begins: false, TrackingRule.Foreseen);
        var fewer = Math.Max(Fewer(), Needed(foreseen, headroom.Aim));
        var calm = arrivals.Known >= LeastKnown && ready == desired && waiting <= rules.CalmSeconds * ready * capacity;
        return calm && fewer < desired * (1 - (IsRestless ? rules.Gap : rules.CalmGap)) ? new(fewer, TrackingRule.Calm) : new(desired, TrackingRule.Steady);
    }

    private void Learn(int second, int arrived, int desired)
    {
        var smooth = arrivals.Mean(rules.SmoothSeconds);
        peak.Add(second, smooth);
        longPeak.Add(second, smooth);
        swings.Add(arrivals.Mean(SwingWindow));
        headroom.Add(arrived, desired, IsRestless);
        if (second % UsualDemand.Every == 0)
            usual.Observe(smooth);
    }

    /// <summary>What demand needs, where it is surely more than the instances can serve; else 0.</summary>
    private int Surge(int desired)
    {
        var needed = 0;
        foreach (var window in Windows)
        {
            var mean = arrivals.Mean(window);
            var surely = mean - rules.Deviations * Math.Sqrt(mean / Math.Min(window, arrivals.Known));
            if (IsTooMuch(surely, desired))
                needed = Math.Max(needed, Needed(window <= Hint ? surely : mean, headroom.Aim));
            if (window > arrivals.Known)
                break;
        }
        return needed;
    }

    /// <summary>What serves demand and, soon, what will wait when it is there. Asked when requests wait, and in a surge's first seconds, in which demand is not known well; else 0.</summary>
    private int CatchUp(int second, long waiting, int ready, int desired, bool rises)
    {
        if (!rises && waiting <= rules.QueuedSeconds * ready * capacity)
            return 0;
        if (!rises && ready < desired && second - surgeAt > rules.SurgeSeconds)
            return 0;
        var demand = arrivals.Mean(Hint);
        var until = desired > ready ? Math.Max(0, readyAt - second) : startupSeconds + 1;
        var willWait = waiting + Math.Max(0, demand - ready * capacity) * until;
        var wanted = Math.Ceiling((demand + willWait / rules.CatchUpSecondsFor(startupSeconds)) / capacity);
        var instances = (int)Math.Min(wanted, Math.Ceiling((demand * rules.MostCatchUp + rules.Spare) / capacity));
        return rises || instances > desired * rules.LeastCatchUp ? instances : 0;
    }

    private TrackedCount Rise(int second, int instances, bool begins, TrackingRule rule)
    {
        surgeAt = begins ? second : surgeAt;
        readyAt = second + 1 + startupSeconds;
        return new(instances, rule);
    }

    private int Fewer() => Math.Max(1, Math.Max(Needed((IsRestless ? peak : longPeak).Value, headroom.Aim), Needed(usual.Value, headroom.Aim * rules.UsualShareOfAim)));

    private bool IsTooMuch(double demand, int instances) => demand > rules.RiseAt(headroom.Aim) * capacity * instances - rules.RiseSpare;

    /// <summary>Instances for so many requests/s, when of each that share is used.</summary>
    private int Needed(double demand, double share) => (int)Math.Ceiling((demand / share + rules.Spare) / capacity - 1e-9);
}
