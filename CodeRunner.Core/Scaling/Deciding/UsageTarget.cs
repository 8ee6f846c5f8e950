using CodeRunner.Core.Scaling.Tracking;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>
/// A target for what instances use, or have under way. More when the mean of the last seconds is clearly over it, as many as that needs; fewer when all of the time before
/// needed fewer. Between the two is room for noise. What is foreseen counts as if it had come.
/// </summary>
internal sealed class UsageTarget(TargetRule rule, int window, int hold, int startupSeconds) : IRuleWatch
{
    private const double RiseAt = 1.1;
    private const double FallAt = 0.9;

    /// <summary>What is left after a fall keeps this distance, too.</summary>
    private const double FallTo = 0.95;

    private readonly MeanWindow up = new(window);
    private readonly MeanWindow down = new(window);
    private readonly RecentPeak peak = new(hold);
    private Streak known;

    public ScaleVote Vote(ScaleSample sample, Demand? demand, ScaleState state)
    {
        known.See(sample.Second, demand is { IsWhole: true });
        if (demand is not { } seen)
            return ScaleVote.Unknown(rule, sample.Desired);
        up.Add(sample.Second, seen.Up);
        down.Add(sample.Second, seen.Down);
        peak.Add(state.Age(sample), down.Mean);
        if (up.Known >= window / 2 && up.Mean > RiseAt * rule.Target * sample.Desired)
            return new(rule, ScaleCause.Target, Needed(up.Mean, 1), up.Mean, window, 0);
        var foreseen = state.Foreseen(rule.Trigger, sample.Second, startupSeconds);
        if (foreseen > RiseAt * rule.Target * sample.Desired)
            return new(rule, ScaleCause.Foreseen, Needed(foreseen, 1), foreseen, ScaleTimes.ForesightFor(startupSeconds), 0);
        if (known.Seconds >= hold && peak.Value < FallAt * rule.Target * sample.Desired)
            return new(rule, ScaleCause.Target, Math.Min(sample.Desired, Needed(Math.Max(peak.Value, foreseen), FallTo)), peak.Value, hold, 0);
        return new(rule, ScaleCause.Steady, sample.Desired, down.Mean, window, 0);
    }

    private int Needed(double demand, double share) => Math.Max(1, (int)Math.Ceiling(demand / (rule.Target * share) - 1e-9));
}
