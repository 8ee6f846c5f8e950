using System.Globalization;
using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Web.LoadTests;

/// <summary>How load tests are told.</summary>
public static class LoadTestWords
{
    public static (string Tone, string Word) State(LoadTestResponse test) => test.State switch
    {
        LoadTestState.Queued => ("", T("waits")),
        LoadTestState.Running => ("busy", T("runs")),
        LoadTestState.Completed when test.Reason is not null => ("warn", T("ended early")),
        LoadTestState.Completed => ("ok", T("done")),
        LoadTestState.Cancelled => ("", T("cancelled")),
        _ => ("bad", T("failed")),
    };

    public static bool IsOver(LoadTestResponse test) => test.State is not (LoadTestState.Queued or LoadTestState.Running);

    /// <summary>"Release 4: GET /products".</summary>
    public static string Title(LoadTestResponse test) => test.Release is { } release ? T("Release {0}: {1}", release, $"{test.Method} {test.Path}") : $"{test.Method} {test.Path}";

    /// <summary>What it has come to, in a few words.</summary>
    public static string Result(LoadTestResponse test) => test switch
    {
        { Knee: { } knee } => T("knee at {0} at once, {1}", knee.Concurrency, Rate(knee.Throughput)),
        { Steps: [.., var last] } => T("{0} at best, up to {1} at once", Rate(test.Steps.Max(step => step.Throughput)), last.Concurrency),
        _ => T("nothing measured"),
    };

    /// <summary>What who starts one agrees to.</summary>
    public static string Bounds(LoadTestDraft draft) => T(
        "Up to {0} requests, {1} at once, {2} seconds. Visitors may wait longer meanwhile, and what a request causes is caused as often. Its number of instances stays as it is until the test is over.",
        Count(draft.MaxRequests), draft.MaxConcurrency, draft.Seconds);

    public static string Progress(LoadTestResponse test) => test.State == LoadTestState.Queued
        ? T("It waits for its node: one load test runs at a time.")
        : test.Steps is [.., var last]
            ? T("{0} requests so far; with {1} at once it answers {2}.", Count(test.Requests), last.Concurrency, Rate(last.Throughput))
            : T("It warms up.");

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
        var steps when steps.All(step => step.Answers.ClientErrors * 2 > step.Requests) => T("Most answers were of status 400 to 499: it may be another path that you mean."),
        var steps when steps.All(step => step.Answers.Redirects * 2 > step.Requests) => T("Most answers were redirects, which are not followed: it may be another path that you mean."),
        _ => null,
    };

    private static string Signed(double value) => value.ToString("+0;-0;0", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
