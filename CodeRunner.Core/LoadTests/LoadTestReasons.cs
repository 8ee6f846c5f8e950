using CodeRunner.Contracts;

namespace CodeRunner.Core.LoadTests;

/// <summary>Why load tests end before their time, or can't go on: each worded once.</summary>
public static class LoadTestReasons
{
    public static Reason Cancelled { get; } = new("cancelled", "Cancelled on request.");

    public static Reason Interrupted { get; } = new("interrupted", "The Worker that ran it ended in the middle of it. Start it again.");

    public static Reason Waited { get; } = new("waited_too_long", "Its node had no turn for it within an hour. Start it again when fewer load tests run.");

    public static Reason Stopped { get; } = new("deployment_stopped", "The deployment did not run any more. Start it, and then the load test again.");

    public static Reason Released { get; } = new("release_changed", "Another release began to serve in the middle: what was measured before is of the release that is named here.");

    public static Reason TimeUp { get; } = new("time_up", "Its time was over before all steps were done: answers took too long. Give it more seconds, or fewer requests at once.");

    public static Reason NotAwake { get; } = new("not_awake", "The app did not answer the request that was to wake it. Look at its logs.");

    public static Reason Failed { get; } = new("failed", "The load test failed for a reason that is not the app's. Start it again.");

    public static Reason Errors(double share, int concurrency) =>
        new("errors", $"{Math.Round(100 * share)} % of the requests failed with {concurrency} at once: it sent no more. Answers of status 500 and more count, and requests that broke or were late.");
}
