using CodeRunner.Core.Scaling.Tracking;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>A target for requests/s, by <see cref="DemandTracker"/>.</summary>
internal sealed class RequestTarget : IRuleWatch
{
    /// <summary>Spare requests/s are meant for instances that serve many; where they serve few, they would be an instance more from the first request on.</summary>
    private const double MostSpare = 0.1;

    /// <summary>A second that has just gone by is looked at several times: chance has more tries.</summary>
    private const double GlanceDeviations = 1;

    private static readonly TrackingRules Usual = TrackingRules.Default;

    private readonly TargetRule rule;
    private readonly DemandTracker tracker;
    private readonly MeanWindow recent = new(ScaleTimes.RequestWindow);
    private readonly TrackingRules rules;
    private readonly double capacity;
    private double backlog;
    private readonly int hold;
    private readonly int startupSeconds;
    private Streak known;

    public RequestTarget(TargetRule rule, int startupSeconds)
    {
        (this.rule, this.startupSeconds) = (rule, startupSeconds);
        hold = Math.Max(Usual.HoldSeconds, Usual.CalmHoldSeconds);
        capacity = rule.Target / Usual.LeastAim;
        rules = Usual with { Spare = Math.Min(Usual.Spare, MostSpare * capacity), RiseSpare = Math.Min(Usual.RiseSpare, MostSpare * capacity) };
        tracker = new DemandTracker(capacity, startupSeconds, rules);
    }

    public ScaleVote Vote(ScaleSample sample, Demand? demand, ScaleState state)
    {
        known.See(sample.Second, demand is { IsWhole: true });
        if (demand is null || sample.Traffic is not { } traffic)
            return ScaleVote.Unknown(rule, sample.Desired);
        recent.Add(sample.Second, traffic.Arrived);
        // Nothing says which of the requests under way wait: those that came and could not be served yet, as far as they are still there.
        backlog = Math.Clamp(backlog + traffic.Arrived - sample.Ready * capacity, 0, traffic.InFlight);
        var foreseen = state.Foreseen(rule.Trigger, sample.Second, startupSeconds);
        var (count, why) = tracker.Decide(state.Age(sample), traffic.Arrived, (long)backlog, sample.Ready, sample.Desired, foreseen);
        if (why == TrackingRule.Foreseen)
            return new(rule, ScaleCause.Foreseen, count, foreseen, ScaleTimes.ForesightFor(startupSeconds), 0);
        if (count < sample.Desired && known.Seconds < hold)
            count = sample.Desired;
        return new(rule, count == sample.Desired ? ScaleCause.Steady : ScaleCause.Target, count, recent.Mean, ScaleTimes.RequestWindow, 0);
    }

    /// <summary>What the requests of the time just gone by, a second long, surely need. It remembers nothing of them.</summary>
    public ScaleVote? Glance(int arrived, int desired)
    {
        var surely = arrived - (rules.Deviations + GlanceDeviations) * Math.Sqrt(arrived);
        if (surely <= rules.RiseAt(tracker.Aim) * capacity * desired - rules.RiseSpare)
            return null;
        var needed = (int)Math.Ceiling((surely / tracker.Aim + rules.Spare) / capacity - 1e-9);
        return needed > desired ? new(rule, ScaleCause.Target, needed, arrived, 1, 0) : null;
    }
}
