using System.Globalization;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Web.Scaling;

/// <summary>What the pages say of scaling, as pure functions of it.</summary>
public static class ScalingWords
{
    /// <summary>What a minimum of 0 means.</summary>
    public const string Sleep = "After a time without requests, which is learned from its visitors, it has no instance and costs none. The first request wakes it and waits for its start. Background work stops meanwhile.";

    public static string Name(ScalingTrigger trigger) => trigger switch
    {
        ScalingTrigger.Cpu => "CPU",
        ScalingTrigger.Memory => "Memory",
        ScalingTrigger.Requests => "Requests",
        _ => "Concurrency",
    };

    public static string Unit(ScalingTrigger trigger) => trigger switch
    {
        ScalingTrigger.Cpu or ScalingTrigger.Memory => "% of an instance's limit",
        ScalingTrigger.Requests => "requests/s for each instance",
        _ => "requests under way in each instance",
    };

    /// <summary>"CPU at 70 %", "CPU above 80 %: more instances".</summary>
    public static string Title(ScalingPolicyResponse policy) => policy switch
    {
        { Target: { } target } => $"{Name(policy.Trigger)} at {Short(policy.Trigger, target)}",
        { Action: ScalingAction.ScaleDown } => $"{Name(policy.Trigger)} below {Short(policy.Trigger, policy.Threshold ?? 0)}: fewer instances",
        _ => $"{Name(policy.Trigger)} above {Short(policy.Trigger, policy.Threshold ?? 0)}: more instances",
    };

    public static string Sentence(ScalingPolicyResponse policy) => Sentence(policy.Trigger, policy.Target, policy.Threshold, policy.Action, policy.Cooldown, policy.MinInstances, policy.MaxInstances);

    /// <summary>What a policy does, in full.</summary>
    public static string Sentence(ScalingTrigger trigger, double? target, double? threshold, ScalingAction? action, int? cooldown, int min, int max)
    {
        var within = min == 0 ? $"asleep when idle, otherwise {(max == 1 ? Instances(1) : $"1 to {Instances(max)}")}" : min == max ? $"always {Instances(min)}" : $"{min} to {Instances(max)}";
        if (target is { } held)
            return $"As many instances as keep each at {Value(trigger, held)}{Of(trigger)}; {within}.";
        var what = action == ScalingAction.ScaleDown ? $"Fewer instances below {Value(trigger, threshold ?? 0)}" : $"More instances above {Value(trigger, threshold ?? 0)}";
        return $"{what}{Of(trigger)} in each{Wait(cooldown)}; {within}.";
    }

    /// <summary>How a policy or schedule is now: a tone and a word.</summary>
    public static (string Tone, string Word) State(bool enabled, DeploymentScaling? scaling) => (enabled, scaling) switch
    {
        (false, _) => ("idle", "paused"),
        (_, { SuspendedAt: not null }) => ("warn", "suspended"),
        _ => ("ok", "on"),
    };

    public static (string Tone, string Word) State(ScalingScheduleResponse schedule, DeploymentScaling? scaling) =>
        State(schedule.Enabled, scaling) is ("ok", _) ? (schedule.Active ? ("ok", "now") : ("idle", "waits")) : State(schedule.Enabled, scaling);

    public static string Title(ScalingScheduleResponse schedule) => $"At least {Instances(schedule.MinInstances)} for {Duration(schedule.DurationMinutes)}";

    public static string Next(ScalingScheduleResponse schedule) =>
        schedule.NextAt is { } next ? $"next {next.UtcDateTime.ToString("ddd d MMM, HH:mm 'UTC'", CultureInfo.InvariantCulture)}" : "does not begin";

    public static string Duration(int minutes) => AlertText.Duration(minutes * 60);

    public static string Rule(ScalingRule rule) => rule switch
    {
        ScalingRule.Cpu => "CPU",
        ScalingRule.Missing => "not measured",
        ScalingRule.Waiting => "too early",
        ScalingRule.Wake => "woken",
        _ => rule.ToString().ToLowerInvariant(),
    };

    /// <summary>"requests 182 · instances 1", the first few of them.</summary>
    public static string Inputs(ScalingDecisionResponse decision) =>
        string.Join(" · ", decision.Inputs.Take(8).Select(each => $"{each.Key} {each.Value.ToString("0.##", CultureInfo.InvariantCulture)}"));

    /// <summary>How long it was the same: null for a moment.</summary>
    public static string? Lasted(ScalingDecisionResponse decision) => (decision.Until - decision.Time) switch
    {
        { TotalSeconds: < 1 } => null,
        { TotalMinutes: < 1 } span => $"for {span.TotalSeconds:0} s",
        { TotalHours: < 1 } span => $"for {(int)span.TotalMinutes} min",
        { TotalDays: < 1 } span => $"for {(int)span.TotalHours} h {span.Minutes} min",
        var span => $"for {(int)span.TotalDays} d {span.Hours} h",
    };

    /// <summary>The policy as a request that makes it anew.</summary>
    public static ScalingPolicyRequest Request(ScalingPolicyResponse policy) => new(
        policy.Trigger, policy.Threshold, policy.Action, policy.Cooldown, policy.Target, policy.MinInstances, policy.MaxInstances, policy.Enabled);

    public static ScalingScheduleRequest Request(ScalingScheduleResponse schedule) => new(
        schedule.Cron, schedule.TimeZone, schedule.DurationMinutes, schedule.MinInstances, schedule.Enabled);

    /// <summary>Of the dialog that scales by hand; null where nothing is suspended by it.</summary>
    public static string? Suspends(DeploymentResponse deployment) =>
        deployment.Scaling is { Active: true } ? "It scales by itself: that is suspended when you scale by hand, until somebody resumes it." : null;

    private static string Instances(int count) => count == 1 ? "1 instance" : $"{count} instances";

    private static string Value(ScalingTrigger trigger, double value) => trigger switch
    {
        ScalingTrigger.Cpu or ScalingTrigger.Memory => $"{Number(value)} %",
        ScalingTrigger.Requests => $"{Number(value)} requests/s",
        _ => value == 1 ? "1 request at once" : $"{Number(value)} requests at once",
    };

    /// <summary>Beside the trigger's name, which says the rest.</summary>
    private static string Short(ScalingTrigger trigger, double value) => trigger switch
    {
        ScalingTrigger.Requests => $"{Number(value)}/s",
        ScalingTrigger.Concurrency => Number(value),
        _ => Value(trigger, value),
    };

    private static string Of(ScalingTrigger trigger) => trigger switch
    {
        ScalingTrigger.Cpu => " of its CPU limit",
        ScalingTrigger.Memory => " of its memory limit",
        _ => "",
    };

    private static string Wait(int? cooldown) => cooldown is > 0 and var seconds ? $", {AlertText.Duration(seconds)} apart" : "";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
