namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>An instance less when each has been under a threshold for a while; until then it wants what there is.</summary>
internal sealed class ThresholdDown(ThresholdRule rule) : IRuleWatch
{
    private const int SmoothSeconds = 3;

    private readonly MeanWindow each = new(SmoothSeconds);
    private readonly MeanWindow down = new(ScaleTimes.Under);
    private Streak under;

    public ScaleVote Vote(ScaleSample sample, Demand? demand, ScaleState state)
    {
        if (demand is not { Counted: > 0 } seen)
        {
            under.See(sample.Second, isSo: false);
            return ScaleVote.Unknown(rule, sample.Desired);
        }
        each.Add(sample.Second, seen.PerInstance);
        down.Add(sample.Second, seen.Down);
        under.See(sample.Second, seen.IsWhole && each.Mean < rule.Threshold);
        return under.Seconds >= ScaleTimes.Under && sample.IsSettled && sample.Desired > 1 && !(sample.Second - state.LastChange?.Second < rule.CooldownSeconds)
            ? new(rule, ScaleCause.ScaleDown, sample.Desired - 1, down.Mean, ScaleTimes.Under, 0)
            : new(rule, ScaleCause.Steady, sample.Desired, down.Mean, ScaleTimes.Under, 0);
    }
}
