using System.Globalization;
using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Web.LoadTests;

/// <summary>How load tests are told.</summary>
public static class LoadTestWords
{
    public static (string Tone, string Word) State(LoadTestResponse test) => test.State switch
    {
        LoadTestState.Queued => ("", "waits"),
        LoadTestState.Running => ("busy", "runs"),
        LoadTestState.Completed when test.Reason is not null => ("warn", "ended early"),
        LoadTestState.Completed => ("ok", "done"),
        LoadTestState.Cancelled => ("", "cancelled"),
        _ => ("bad", "failed"),
    };

    public static bool IsOver(LoadTestResponse test) => test.State is not (LoadTestState.Queued or LoadTestState.Running);

    /// <summary>"Release 4: GET /products".</summary>
    public static string Title(LoadTestResponse test) => $"{(test.Release is { } release ? $"Release {release}: " : "")}{test.Method} {test.Path}";

    /// <summary>What it has come to, in a few words.</summary>
    public static string Result(LoadTestResponse test) => test switch
    {
        { Knee: { } knee } => $"knee at {knee.Concurrency} at once, {Rate(knee.Throughput)}",
        { Steps: [.., var last] } => $"{Rate(test.Steps.Max(step => step.Throughput))} at best, up to {last.Concurrency} at once",
        _ => "nothing measured",
    };

    public static string Bounds(int requests, int concurrency, int seconds) => $"Up to {Count(requests)} requests, {concurrency} at once, {seconds} seconds";

    public static string Progress(LoadTestResponse test) => test.State == LoadTestState.Queued
        ? "It waits for its node: one load test runs at a time."
        : test.Steps is [.., var last]
            ? $"{Count(test.Requests)} requests so far; with {last.Concurrency} at once it answers {Rate(last.Throughput)}."
            : "It warms up.";

    /// <summary>1, 2, 4, 8 … and the most.</summary>
    public static int StepCount(LoadTestResponse test) => (int)Math.Ceiling(Math.Log2(test.MaxConcurrency)) + 1;

    public static string Rate(double perSecond) => $"{Number(perSecond)}/s";

    public static string Milliseconds(double? value) => value switch
    {
        null => "–",
        >= 1000 => $"{Number(value.Value / 1000)} s",
        _ => $"{Number(value.Value)} ms",
    };

    public static string Errors(LoadTestStep step) => step.Errors == 0 ? "0" : $"{(100.0 * step.Errors / step.Requests).ToString("0.#", CultureInfo.InvariantCulture)} %";

    /// <summary>"+12 %", and whether that is good news.</summary>
    public static (string Text, string Tone) Difference(double? percent, bool moreIsBetter) => percent switch
    {
        null => ("–", ""),
        > -3 and < 3 => ($"{Signed(percent.Value)} %", ""),
        _ => ($"{Signed(percent.Value)} %", percent > 0 == moreIsBetter ? "better" : "worse"),
    };

    /// <summary>What few errors hide: an app that only says that there is nothing.</summary>
    public static string? Warning(LoadTestResponse test) => test.Steps switch
    {
        [] => null,
        var steps when steps.All(step => step.Answers.ClientErrors * 2 > step.Requests) => "Most answers were of status 400 to 499: it may be another path that you mean.",
        var steps when steps.All(step => step.Answers.Redirects * 2 > step.Requests) => "Most answers were redirects, which are not followed: it may be another path that you mean.",
        _ => null,
    };

    private static string Signed(double value) => value.ToString("+0;-0;0", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
