using CodeRunner.Core.Scaling.Tracking;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>A target for requests/s, by <see cref="DemandTracker"/>.</summary>
internal sealed class RequestTarget : IRuleWatch
{
    /// <summary>Spare requests/s are meant for instances that serve many; where they serve few, they would be an instance more from the first request on.</summary>
    private const double MostSpare = 0.1;

    private readonly TargetRule rule;
    private readonly DemandTracker tracker;
    private readonly MeanWindow recent = new(ScaleTimes.RequestWindow);
    private readonly double capacity;
    private double backlog;
    private readonly int hold;
    private Streak known;

    public RequestTarget(TargetRule rule, int startupSeconds)
    {
        var usual = TrackingRules.Default;
        this.rule = rule;
        hold = Math.Max(usual.HoldSeconds, usual.CalmHoldSeconds);
        capacity = rule.Target / usual.Aim;
        tracker = new DemandTracker(
            capacity, startupSeconds, usual with { Spare = Math.Min(usual.Spare, MostSpare * capacity), RiseSpare = Math.Min(usual.RiseSpare, MostSpare * capacity) });
    }

    public ScaleVote Vote(ScaleSample sample, Demand? demand, ScaleState state)
    {
        known.See(sample.Second, demand is { IsWhole: true });
        if (demand is null || sample.Traffic is not { } traffic)
            return ScaleVote.Unknown(rule, sample.Desired);
        recent.Add(sample.Second, traffic.Arrived);
        // Nothing says which of the requests under way wait: those that came and could not be served yet, as far as they are still there.
        backlog = Math.Clamp(backlog + traffic.Arrived - sample.Ready * capacity, 0, traffic.InFlight);
        var (count, _) = tracker.Decide(state.Age(sample), traffic.Arrived, (long)backlog, sample.Ready, sample.Desired);
        if (count < sample.Desired && known.Seconds < hold)
            count = sample.Desired;
        return new(rule, count == sample.Desired ? ScaleCause.Steady : ScaleCause.Target, count, recent.Mean, ScaleTimes.RequestWindow, 0);
    }
}
