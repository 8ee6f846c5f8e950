using System.Diagnostics;
using System.Net;

namespace CodeRunner.Benchmarks.Sandbox;

/// <summary>
/// How long people wait for samples/node-http to run anew: from the command `restart` to the first answer of the new instance (the old one answers until then), from the command
/// `stop`, with `start` right behind it, to the first 200 of the new one, and from the command `start` of a stopped deployment to the first 200.
/// </summary>
internal static class RestartMeasurement
{
    private const int Runs = 10;
    private const double TargetSeconds = 1;

    public static async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        using var app = await SampleApp.CreateAsync(platform, "restarted", cancellationToken);
        await app.UploadAsync(SampleApp.Zip("node-http"), cancellationToken);
        await app.WaitUntilServedAsync(cancellationToken);
        List<double> restarts = [], stops = [], starts = [];
        for (var run = 0; run < Runs; run++)
        {
            restarts.Add(await RestartAsync(app, cancellationToken));
            stops.Add(await StopAndStartAsync(app, cancellationToken));
            starts.Add(await StartAsync(app, cancellationToken));
        }
        report.Add("restart.median", Samples.Median(restarts), "s", TargetSeconds);
        report.Add("restart.worst", restarts.Max(), "s");
        report.Add("restart.stop-to-200.median", Samples.Median(stops), "s", TargetSeconds);
        report.Add("restart.stop-to-200.worst", stops.Max(), "s");
        report.Add("restart.from-stopped.median", Samples.Median(starts), "s", TargetSeconds);
        report.Add("restart.from-stopped.worst", starts.Max(), "s");
    }

    private static async Task<double> RestartAsync(SampleApp app, CancellationToken cancellationToken)
    {
        var before = await app.WaitUntilServedAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        await app.CommandAsync("restart", cancellationToken);
        await app.WaitForAsync((status, instance) => status == HttpStatusCode.OK && instance != before, cancellationToken);
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> StopAndStartAsync(SampleApp app, CancellationToken cancellationToken)
    {
        var before = await app.WaitUntilServedAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        await app.CommandAsync("stop", cancellationToken);
        await app.CommandAsync("start", cancellationToken);
        await app.WaitForAsync((status, instance) => status == HttpStatusCode.OK && instance != before, cancellationToken);
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> StartAsync(SampleApp app, CancellationToken cancellationToken)
    {
        await app.CommandAsync("stop", cancellationToken);
        await app.WaitForAsync((status, _) => status == HttpStatusCode.ServiceUnavailable, cancellationToken);
        var watch = Stopwatch.StartNew();
        await app.CommandAsync("start", cancellationToken);
        await app.WaitUntilServedAsync(cancellationToken);
        return watch.Elapsed.TotalSeconds;
    }
}
