using System.Diagnostics;
using System.Diagnostics.Metrics;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Deployments.Tracing;

/// <summary>Counts of builds, releases, sandboxes and leases of this process.</summary>
internal static class DeployMetrics
{
    public const string MeterName = "CodeRunner.Deploys";

    private static readonly Meter Meter = new(MeterName);
    private static readonly InstrumentAdvice<double> Minutes = new() { HistogramBucketBoundaries = [0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200] };
    private static readonly InstrumentAdvice<double> Starts = new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private static readonly Histogram<double> BuildTime =
        Meter.CreateHistogram("coderunner.build.duration", "s", "From the turn of a build to its end, by outcome.", null, Minutes);

    private static readonly Histogram<double> TurnTime =
        Meter.CreateHistogram("coderunner.build.turn.duration", "s", "How long builds waited for their turn on the node.", null, Minutes);

    private static readonly Histogram<double> ReleaseTime =
        Meter.CreateHistogram("coderunner.release.duration", "s", "From the request of a release to its outcome.", null, Minutes);

    private static readonly Histogram<double> StartTime =
        Meter.CreateHistogram("coderunner.sandbox.start.duration", "s", "How long a sandbox took to be started, by what for and how it went.", null, Starts);

    private static readonly Counter<long> LostLeases =
        Meter.CreateCounter<long>("coderunner.lease.losses", "{lease}", "Leases that this Worker lost: its own, or one of a deployment.");

    public static void Built(TimeSpan took, string outcome) => BuildTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("coderunner.outcome", outcome));

    public static void TookTurn(TimeSpan took) => TurnTime.Record(took.TotalSeconds);

    public static void Settled(TimeSpan took, string outcome) => ReleaseTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("coderunner.outcome", outcome));

    public static void LostLease(string of) => LostLeases.Add(1, new KeyValuePair<string, object?>("coderunner.lease", of));

    /// <summary>Starts a sandbox and keeps how long that took.</summary>
    public static async Task StartTimedAsync(this ISandboxProvider provider, SandboxSpec spec, CancellationToken cancellationToken)
    {
        var (began, outcome) = (Stopwatch.GetTimestamp(), "failed");
        try
        {
            await provider.StartAsync(spec, cancellationToken);
            outcome = "started";
        }
        finally
        {
            StartTime.Record(
                Stopwatch.GetElapsedTime(began).TotalSeconds,
                new KeyValuePair<string, object?>("coderunner.sandbox.purpose", spec.Purpose == SandboxPurpose.Build ? "build" : "instance"),
                new KeyValuePair<string, object?>("coderunner.outcome", outcome));
        }
    }
}
