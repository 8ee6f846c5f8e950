using System.Globalization;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments.Reconciling;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>A decision in plain words.</summary>
internal static class ScaleText
{
    public static string Reason(ScaleVerdict verdict, ScaleVote? vote, ScaleBounds bounds) => verdict.Rule switch
    {
        ScalingRule.Schedule when vote is null && !verdict.IsChange => "No schedule asks for more now, and no policy is in force.",
        ScalingRule.Schedule when verdict.To < verdict.From && verdict.To > bounds.Scheduled => $"No schedule asks for as many any more: back to {Instances(verdict.To)}.",
        ScalingRule.Schedule => $"A schedule asks for at least {Instances(bounds.Scheduled)} now.",
        ScalingRule.Idle when verdict is { From: > 0, Idle: { } idle } => $"No request has come for {Time(idle.Seconds)}: it sleeps after {Time(idle.Limit)} without one.",
        ScalingRule.Idle => "It sleeps until a request comes.",
        ScalingRule.Minimum when verdict is { To: 1, Idle: not null } => Join(Load(vote), "One instance stays awake."),
        ScalingRule.Minimum => Join(Load(vote), $"The policies keep at least {Instances(verdict.To)}."),
        ScalingRule.Maximum => Join(Load(vote), $"The policies allow at most {Instances(verdict.To)}."),
        ScalingRule.Missing => $"{Name(vote)} could not be measured, so nothing is taken away.",
        ScalingRule.Waiting => Join(Load(vote), Waiting(verdict)),
        _ => Load(vote) ?? "No policy asks for another number.",
    };

    public static string Next(ScaleVerdict verdict, ScaleVote? vote) => verdict switch
    {
        { Rule: ScalingRule.Limit } => "Goes on as soon as there is room: stop or scale down something else, or have the limit raised.",
        { Rule: ScalingRule.Idle } => "The first request wakes it, and waits until it is answered.",
        { To: var to, From: var from } when to > from => $"What was added is kept for {ScaleTimes.AfterRise} s at least; more load adds more at once.",
        { To: var to, From: var from } when to < from => "Takes away more while the load stays low; adds again as soon as it grows.",
        { Rule: ScalingRule.Maximum } => "Can't add more: raise the maximum for that.",
        { Rule: ScalingRule.Waiting, Wanted: { } wanted, WaitSeconds: > 0 and var seconds } => $"Goes to {Instances(wanted)} in {seconds} s if the load stays as it is.",
        { Rule: ScalingRule.Waiting } => "Goes on taking away when the load allows it.",
        { Rule: ScalingRule.Missing } => "Decides again when it is measured.",
        { IsChange: false, Idle: { } idle } => $"{Limits(verdict, vote)} Sleeps after {Time(idle.Limit)} without a request.",
        _ => Limits(verdict, vote),
    };

    public static string Instances(int count) => count == 1 ? "1 instance" : string.Create(CultureInfo.InvariantCulture, $"{count} instances");

    private static string Waiting(ScaleVerdict verdict) => verdict switch
    {
        { WaitSeconds: > 0 and var seconds } => $"{Instances(verdict.Wanted ?? verdict.To)} would do, but nothing is taken away for another {seconds} s.",
        { IsSettled: false } => $"{Instances(verdict.Wanted ?? verdict.To)} would do, but nothing is taken away while instances start or end.",
        _ => $"{Instances(verdict.Wanted ?? verdict.To)} would come too near to where more are added again.",
    };

    /// <summary>What the rule saw and what follows of it.</summary>
    private static string? Load(ScaleVote? vote) => vote switch
    {
        null or { Seconds: 0 } => null,
        { Cause: ScaleCause.Foreseen, Rule: TargetRule rule } seen =>
            $"At this time of the day and week {Demand(seen)} usually come within the next {Time(seen.Seconds)}: they need {Instances(seen.Count ?? 0)} at {Number(rule.Target)}{Unit(rule.Trigger)} each.",
        { Cause: ScaleCause.Minimum or ScaleCause.Maximum } seen => $"{Demand(seen)} in the last {seen.Seconds} s.",
        { Rule: TargetRule rule } seen => $"{Demand(seen)} in the last {seen.Seconds} s {(seen.Cause == ScaleCause.Steady ? "suit" : "need")} {Instances(seen.Count ?? 0)} at {Number(rule.Target)}{Unit(rule.Trigger)} each.",
        { Rule: ThresholdRule rule } seen => $"{Demand(seen)} in the last {seen.Seconds} s {Judged(seen, rule)}.",
        _ => null,
    };

    private static string Judged(ScaleVote vote, ThresholdRule rule) => (vote.Cause, rule.Action) switch
    {
        (ScaleCause.ScaleUp, _) => $"are over {Number(rule.Threshold)}{Unit(rule.Trigger)} an instance: {Instances(vote.Count ?? 0)} would be under it",
        (ScaleCause.ScaleDown, _) => $"are under {Number(rule.Threshold)}{Unit(rule.Trigger)} an instance: {Instances(vote.Count ?? 0)} would do",
        (_, ScalingAction.ScaleUp) => $"are no reason yet to add to what keeps under {Number(rule.Threshold)}{Unit(rule.Trigger)} an instance",
        _ => $"are no reason yet to take away at under {Number(rule.Threshold)}{Unit(rule.Trigger)} an instance",
    };

    private static string Limits(ScaleVerdict verdict, ScaleVote? vote) => vote switch
    {
        { Rule: TargetRule rule } => $"Adds when there is more than about {Number(rule.Target * verdict.From)}{Unit(rule.Trigger)} for all, takes away when less would do for a while.",
        { Rule: ThresholdRule { Action: ScalingAction.ScaleUp } rule } => $"Adds after {ScaleTimes.Over} s over {Number(rule.Threshold)}{Unit(rule.Trigger)} an instance.",
        { Rule: ThresholdRule rule } => $"Takes one away after {ScaleTimes.Under} s under {Number(rule.Threshold)}{Unit(rule.Trigger)} an instance.",
        _ => "Nothing.",
    };

    private static string Demand(ScaleVote vote) => vote.Rule.Trigger switch
    {
        ScalingTrigger.Cpu => $"{Number(vote.Demand)} % of an instance's processor",
        ScalingTrigger.Memory => $"{Number(vote.Demand)} % of an instance's memory",
        ScalingTrigger.Requests => $"{Number(vote.Demand)} requests/s",
        _ => $"{Number(vote.Demand)} requests under way",
    };

    private static string Name(ScaleVote? vote) => vote?.Rule.Trigger switch
    {
        ScalingTrigger.Cpu => "What instances use of their processors",
        ScalingTrigger.Memory => "What instances use of their memory",
        _ => "What comes through the ingress",
    };

    private static string Unit(ScalingTrigger trigger) => trigger switch
    {
        ScalingTrigger.Requests => " requests/s",
        ScalingTrigger.Concurrency => " requests under way",
        _ => " %",
    };

    private static string Time(int seconds) => Words.Of(TimeSpan.FromSeconds(seconds));

    private static string Number(double value) => value.ToString(value < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Join(string? first, string second) => first is null ? second : $"{first} {second}";
}
