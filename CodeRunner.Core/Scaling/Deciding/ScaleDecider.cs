using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>How many instances a deployment shall have from this second on. Pure but for the state that it is given.</summary>
public static class ScaleDecider
{
    /// <summary>To be called once for each second, with a state of the deployment's own.</summary>
    public static ScaleVerdict Decide(ScaleState state, ScaleSample sample, IReadOnlyList<ScaleRule> rules, ScaleBounds bounds)
    {
        state.See(sample, rules);
        return state.Propose(sample.Desired == 0 ? Asleep(state, sample, rules, bounds) : rules.Count == 0 ? Unruled(state, sample, bounds) : Awake(state, sample, rules, bounds));
    }

    private static ScaleVerdict Awake(ScaleState state, ScaleSample sample, IReadOnlyList<ScaleRule> rules, ScaleBounds bounds)
    {
        var (winner, least) = Poll(state, sample, rules, bounds);
        var verdict = new ScaleVerdict(sample, winner, bounds)
        {
            To = winner.Count ?? sample.Desired,
            Rule = winner.Settles,
            Idle = MaySleep(rules, bounds) ? state.Idle : null,
        };
        if (verdict.To < sample.Desired)
            verdict = Keep(verdict, state, sample, least);
        verdict = Bound(verdict, rules, bounds);
        // What works without requests, so that a rule asks for more, is not idle; nor is what does not even run as it shall.
        return verdict.Idle is not null && state.IsIdle && sample is { IsSettled: true, IsWhole: true } && verdict.To <= sample.Desired
            ? verdict with { To = 0, Rule = ScalingRule.Idle }
            : verdict;
    }

    /// <summary>
    /// A look in the middle of a second at the requests of the second that has just gone by, for surges: null unless they surely need more. What it leaves alone the next
    /// sample decides.
    /// </summary>
    public static ScaleVerdict? Glance(ScaleState state, ScaleSample sample, IReadOnlyList<ScaleRule> rules, ScaleBounds bounds)
    {
        ScaleVote? winner = null;
        foreach (var rule in rules)
        {
            if (state.FindWatch(rule) is RequestTarget target && sample.Traffic is { } traffic && target.Glance(traffic.Arrived, sample.Desired)?.Within() is { } vote && !(vote.Count <= winner?.Count))
                winner = vote;
        }
        if (winner?.Count is not { } count || count <= sample.Desired)
            return null;
        var verdict = Bound(new ScaleVerdict(sample, winner, bounds) { To = count, Rule = winner.Value.Settles }, rules, bounds);
        return verdict.To > verdict.From ? verdict : null;
    }

    /// <summary>Without a policy there are as many as somebody wanted, or as a schedule asks for while it lasts.</summary>
    private static ScaleVerdict Unruled(ScaleState state, ScaleSample sample, ScaleBounds bounds)
    {
        var (before, scheduled) = (state.Unscheduled(sample), Math.Min(bounds.Scheduled, bounds.Most));
        var to = Math.Max(before ?? sample.Desired, scheduled);
        var verdict = new ScaleVerdict(sample, null, bounds) { To = to, Rule = ScalingRule.Schedule, Unscheduled = before ?? (to > sample.Desired ? sample.Desired : null) };
        return to < sample.Desired ? Keep(verdict, state, sample, 0) : verdict;
    }

    /// <summary>Only what holds without any load wakes it here; a request does so on its way.</summary>
    private static ScaleVerdict Asleep(ScaleState state, ScaleSample sample, IReadOnlyList<ScaleRule> rules, ScaleBounds bounds)
    {
        state.Rest();
        var least = Math.Min(bounds.Most, rules.Count == 0 ? 0 : rules.Max(rule => rule.Min));
        var scheduled = Math.Min(bounds.Most, bounds.Scheduled);
        var rule = scheduled > least ? ScalingRule.Schedule : least > 0 ? ScalingRule.Minimum : ScalingRule.Idle;
        return new ScaleVerdict(sample, null, bounds) { To = Math.Max(least, scheduled), Rule = rule, Unscheduled = rules.Count == 0 ? 1 : null };
    }

    /// <summary>Of several minimums the highest holds, as ever.</summary>
    private static bool MaySleep(IReadOnlyList<ScaleRule> rules, ScaleBounds bounds)
    {
        if (bounds.Scheduled > 0)
            return false;
        foreach (var rule in rules)
        {
            if (rule.Min > 0)
                return false;
        }
        return true;
    }

    /// <summary>The highest vote wins; of equal ones that which says most.</summary>
    private static (ScaleVote Winner, int Least) Poll(ScaleState state, ScaleSample sample, IReadOnlyList<ScaleRule> rules, ScaleBounds bounds)
    {
        (ScaleVote? winner, ScaleVote? quiet) = (null, null);
        var least = 0;
        foreach (var rule in rules)
        {
            var vote = state.WatchOf(rule, bounds.StartupSeconds).Vote(sample, Demand.Of(rule.Trigger, sample), state).Within();
            least = Math.Max(least, vote.Least);
            if (vote.Count is null)
                quiet ??= vote;
            else if (winner is not { } best || vote.Count > best.Count || (vote.Count == best.Count && best.Cause == ScaleCause.Steady))
                winner = vote;
        }
        return ((winner ?? quiet)!.Value, least);
    }

    /// <summary>What is taken away too early comes back at once.</summary>
    private static ScaleVerdict Keep(ScaleVerdict verdict, ScaleState state, ScaleSample sample, int least)
    {
        var sinceRise = state.LastChange is { IsRise: true } rise ? sample.Second - rise.Second : long.MaxValue;
        var wait = Math.Max(ScaleTimes.AfterSilence - state.HeardSeconds, sinceRise < ScaleTimes.AfterRise ? ScaleTimes.AfterRise - (int)sinceRise : 0);
        if (wait > 0 || !sample.IsSettled)
            return verdict with { To = sample.Desired, Rule = ScalingRule.Waiting, Wanted = verdict.To, WaitSeconds = Math.Max(0, wait) };
        return least > verdict.To ? verdict with { To = Math.Min(least, sample.Desired), Rule = ScalingRule.Waiting, Wanted = verdict.To } : verdict;
    }

    private static ScaleVerdict Bound(ScaleVerdict verdict, IReadOnlyList<ScaleRule> rules, ScaleBounds bounds)
    {
        var (low, high) = (rules.Max(rule => rule.MinAwake), Math.Min(bounds.Most, rules.Max(rule => rule.Max)));
        if (verdict.To > high)
            verdict = verdict with { To = high, Rule = ScalingRule.Maximum };
        if (verdict.To < low)
            verdict = verdict with { To = Math.Min(low, bounds.Most), Rule = ScalingRule.Minimum };
        var scheduled = Math.Min(bounds.Scheduled, bounds.Most);
        return verdict.To < scheduled ? verdict with { To = scheduled, Rule = ScalingRule.Schedule } : verdict;
    }
}
