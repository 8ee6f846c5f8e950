using CodeRunner.Core.Scaling.Tracking;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>
/// More instances when each has been over a threshold for a while. Meanwhile it says how many are needed to stay under it, so that what other rules take away is not added
/// again at once: that is what makes flapping.
/// </summary>
internal sealed class ThresholdUp(ThresholdRule rule) : IRuleWatch
{
    private const int SmoothSeconds = 3;

    /// <summary>Expected load has to stay under this share of the threshold.</summary>
    private const double Room = 0.9;

    private readonly MeanWindow each = new(SmoothSeconds);
    private readonly MeanWindow up = new(ScaleTimes.Over);
    private readonly MeanWindow down = new(ScaleTimes.Over);
    private readonly RecentPeak peak = new(ScaleTimes.Under);
    private Streak over;

    public ScaleVote Vote(ScaleSample sample, Demand? demand, ScaleState state)
    {
        if (demand is not { Counted: > 0 } seen)
            return ScaleVote.Unknown(rule, sample.Desired);
        each.Add(sample.Second, seen.PerInstance);
        up.Add(sample.Second, seen.Up);
        down.Add(sample.Second, seen.Down);
        peak.Add(state.Age(sample), down.Mean);
        over.See(sample.Second, each.Mean > rule.Threshold);
        var least = seen.IsWhole ? Math.Min(sample.Desired, Instances(peak.Value / (Room * rule.Threshold))) : sample.Desired;
        if (over.Seconds < ScaleTimes.Over)
            return ScaleVote.Abstain(rule, down.Mean, ScaleTimes.Over, least);
        var wanted = Math.Max(seen.Counted + 1, Instances(up.Mean / rule.Threshold));
        return wanted > sample.Desired && !Waits(wanted, sample, state)
            ? new(rule, ScaleCause.ScaleUp, wanted, up.Mean, ScaleTimes.Over, least)
            : new(rule, ScaleCause.Steady, sample.Desired, up.Mean, ScaleTimes.Over, least);
    }

    /// <summary>A rise that is no larger than the one before waits for its cooldown; one that is, and one whose forerunner is not even there yet, doesn't.</summary>
    private bool Waits(int wanted, ScaleSample sample, ScaleState state) =>
        state.LastChange is { IsRise: true } last && sample.IsSettled && sample.Second - last.Second < rule.CooldownSeconds && wanted - sample.Desired <= last.To - last.From;

    private static int Instances(double exactly) => Math.Max(1, (int)Math.Ceiling(exactly - 1e-9));
}
