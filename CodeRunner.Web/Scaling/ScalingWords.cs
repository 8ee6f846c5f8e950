using System.Globalization;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Web.Alerts;

namespace CodeRunner.Web.Scaling;

/// <summary>What the pages say of scaling, as pure functions of it.</summary>
public static class ScalingWords
{
    /// <summary>What a minimum of 0 means.</summary>
    public static string Sleep => T("After a time without requests, which is learned from its visitors, it has no instance and costs none. The first request wakes it and waits for its start. Background work stops meanwhile.");

    public static string Name(ScalingTrigger trigger) => trigger switch
    {
        ScalingTrigger.Cpu => T("CPU"),
        ScalingTrigger.Memory => T("Memory"),
        ScalingTrigger.Requests => T("Requests"),
        _ => T("Concurrency"),
    };

    public static string Unit(ScalingTrigger trigger) => trigger switch
    {
        ScalingTrigger.Cpu or ScalingTrigger.Memory => T("% of an instance's limit"),
        ScalingTrigger.Requests => T("requests/s for each instance"),
        _ => T("requests under way in each instance"),
    };

    /// <summary>"CPU at 70 %", "CPU above 80 %: more instances".</summary>
    public static string Title(ScalingPolicyResponse policy) => policy switch
    {
        { Target: { } target } => T("{0} at {1}", Name(policy.Trigger), Short(policy.Trigger, target)),
        { Action: ScalingAction.ScaleDown } => T("{0} below {1}: fewer instances", Name(policy.Trigger), Short(policy.Trigger, policy.Threshold ?? 0)),
        _ => T("{0} above {1}: more instances", Name(policy.Trigger), Short(policy.Trigger, policy.Threshold ?? 0)),
    };

    public static string Sentence(ScalingPolicyResponse policy) => Sentence(policy.Trigger, policy.Target, policy.Threshold, policy.Action, policy.Cooldown, policy.MinInstances, policy.MaxInstances);

    /// <summary>What a policy does, in full.</summary>
    public static string Sentence(ScalingTrigger trigger, double? target, double? threshold, ScalingAction? action, int? cooldown, int min, int max)
    {
        var (within, value) = (Within(min, max), Value(trigger, target ?? threshold ?? 0));
        if (target is not null)
            return T("As many instances as keep each at {0}; {1}.", value, within);
        var apart = cooldown is > 0 and var seconds ? AlertWords.Duration(seconds) : null;
        return (action == ScalingAction.ScaleDown, apart) switch
        {
            (true, null) => T("Fewer instances below {0} in each; {1}.", value, within),
            (true, _) => T("Fewer instances below {0} in each, {1} apart; {2}.", value, apart, within),
            (false, null) => T("More instances above {0} in each; {1}.", value, within),
            _ => T("More instances above {0} in each, {1} apart; {2}.", value, apart, within),
        };
    }

    /// <summary>How a policy or schedule is now: a tone and a word.</summary>
    public static (string Tone, string Word) State(bool enabled, DeploymentScaling? scaling) => (enabled, scaling) switch
    {
        (false, _) => ("idle", T("paused")),
        (_, { SuspendedAt: not null }) => ("warn", T("suspended")),
        _ => ("ok", T("on")),
    };

    public static (string Tone, string Word) State(ScalingScheduleResponse schedule, DeploymentScaling? scaling) =>
        State(schedule.Enabled, scaling) is ("ok", _) ? (schedule.Active ? ("ok", T("now")) : ("idle", T("waits"))) : State(schedule.Enabled, scaling);

    public static string Title(ScalingScheduleResponse schedule) => T("At least {0} for {1}", Instances(schedule.MinInstances), Duration(schedule.DurationMinutes));

    public static string Next(ScalingScheduleResponse schedule) =>
        schedule.NextAt is { } next ? T("next {0}", next.UtcDateTime.ToString("ddd d MMM, HH:mm 'UTC'", CultureInfo.InvariantCulture)) : T("does not begin");

    public static string Duration(int minutes) => AlertWords.Duration(minutes * 60);

    public static string Rule(ScalingRule rule) => rule switch
    {
        ScalingRule.Cpu => T("CPU"),
        ScalingRule.Memory => T("memory"),
        ScalingRule.Requests => T("requests"),
        ScalingRule.Concurrency => T("concurrency"),
        ScalingRule.Minimum => T("minimum"),
        ScalingRule.Maximum => T("maximum"),
        ScalingRule.Schedule => T("schedule"),
        ScalingRule.Missing => T("not measured"),
        ScalingRule.Waiting => T("too early"),
        ScalingRule.Held => T("held"),
        ScalingRule.Idle => T("idle"),
        ScalingRule.Wake => T("woken"),
        ScalingRule.Forecast => T("forecast"),
        _ => T("limit"),
    };

    /// <summary>"requests 182 · instances 1", the first few of them.</summary>
    public static string Inputs(ScalingDecisionResponse decision) =>
        string.Join(" · ", decision.Inputs.Take(8).Select(each => $"{each.Key} {each.Value.ToString("0.##", CultureInfo.InvariantCulture)}"));

    /// <summary>How long it was the same: null for a moment.</summary>
    public static string? Lasted(ScalingDecisionResponse decision) => (decision.Until - decision.Time) switch
    {
        { TotalSeconds: < 1 } => null,
        { TotalMinutes: < 1 } span => T("for {0} s", $"{span.TotalSeconds:0}"),
        { TotalHours: < 1 } span => T("for {0} min", (int)span.TotalMinutes),
        { TotalDays: < 1 } span => T("for {0} h {1} min", (int)span.TotalHours, span.Minutes),
        var span => T("for {0} d {1} h", (int)span.TotalDays, span.Hours),
    };

    /// <summary>The policy as a request that makes it anew.</summary>
    public static ScalingPolicyRequest Request(ScalingPolicyResponse policy) => new(
        policy.Trigger, policy.Threshold, policy.Action, policy.Cooldown, policy.Target, policy.MinInstances, policy.MaxInstances, policy.Enabled);

    public static ScalingScheduleRequest Request(ScalingScheduleResponse schedule) => new(
        schedule.Cron, schedule.TimeZone, schedule.DurationMinutes, schedule.MinInstances, schedule.Enabled);

    /// <summary>Of the dialog that scales by hand; null where nothing is suspended by it.</summary>
    public static string? Suspends(DeploymentResponse deployment) =>
        deployment.Scaling is { Active: true } ? T("It scales by itself: that is suspended when you scale by hand, until somebody resumes it.") : null;

    /// <summary>"1 instance", "3 instances".</summary>
    public static string Instances(int count) => count == 1 ? T("{0} instance", count) : T("{0} instances", count);

    private static string Within(int min, int max) => min switch
    {
        0 when max == 1 => T("asleep when idle, otherwise {0}", Instances(1)),
        0 => T("asleep when idle, otherwise 1 to {0}", Instances(max)),
        _ when min == max => T("always {0}", Instances(min)),
        _ => T("{0} to {1}", min, Instances(max)),
    };

    private static string Value(ScalingTrigger trigger, double value) => trigger switch
    {
        ScalingTrigger.Cpu => T("{0} % of its CPU limit", Number(value)),
        ScalingTrigger.Memory => T("{0} % of its memory limit", Number(value)),
        ScalingTrigger.Requests => T("{0} requests/s", Number(value)),
        _ => value == 1 ? T("{0} request at once", 1) : T("{0} requests at once", Number(value)),
    };

    /// <summary>Beside the trigger's name, which says the rest.</summary>
    private static string Short(ScalingTrigger trigger, double value) => trigger switch
    {
        ScalingTrigger.Requests => $"{Number(value)}/s",
        ScalingTrigger.Concurrency => Number(value),
        _ => $"{Number(value)} %",
    };

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
