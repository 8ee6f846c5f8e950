using CodeRunner.Contracts.Logs;

namespace CodeRunner.Benchmarks.Logs;

/// <summary>From a line's writing in its sandbox to the callback in a browser; how much goes through; how long it takes to begin to watch; how many may watch at once.</summary>
internal sealed class LogsBenchmark : IBenchmark
{
    private const int Connects = 100;
    private const int ConnectsBefore = 200;
    private const int WarmSeconds = 20;
    private const int Crowd = 2000;

    private static readonly int Seconds = BenchSettings.Seconds(60);

    public string Name => "logs";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        using var app = await WriterApp.DeployAsync(platform, cancellationToken);
        await using (var browser = await BrowserViewer.OpenAsync(platform))
        {
            await browser.WatchAsync(app.Id, await HeadAsync(platform, app, cancellationToken));
            // Of a process that has just started it would be the compiler that is measured.
            await app.WriteAsync(1000, WarmSeconds, cancellationToken);
            await Wait.UntilAsync(async () => await browser.LastAsync() >= 1000 * WarmSeconds, "all is seen", TimeSpan.FromMinutes(2), cancellationToken, Wait.Seldom);
            await MeasureFlowAsync(report, app, browser, 1000, (10, 50), cancellationToken);
            await MeasureFlowAsync(report, app, browser, 20_000, null, cancellationToken);
            await MeasureConnectAsync(report, platform, app, browser, cancellationToken);
        }
        await StalledViewers.MeasureTimeAsync(report, platform, app, await HeadAsync(platform, app, cancellationToken), cancellationToken);
        await StalledViewers.MeasureMemoryAsync(report, platform, app, cancellationToken);
        await MeasureCrowdAsync(report, platform, app, cancellationToken);
    }

    private static async Task MeasureConnectAsync(Report report, Platform platform, WriterApp app, BrowserViewer browser, CancellationToken cancellationToken)
    {
        var cursor = await HeadAsync(platform, app, cancellationToken);
        List<double> times = [], direct = [], floor = [];
        for (var run = 0; run < ConnectsBefore + Connects; run++)
        {
            times.Add(await browser.TimeConnectAsync(app.Id, cursor));
            direct.Add(await SocketViewer.TimeConnectAsync(platform, app.Id, cursor, cancellationToken));
            floor.Add(await browser.TimeNothingAsync());
        }
        report.Add("logs.connect.median", Median(times), "ms", 5);
        report.Add("logs.connect.p95", Samples.Percentile(times[ConnectsBefore..], 0.95), "ms");
        report.Add("logs.connect.without-browser.median", Median(direct), "ms", 5);
        report.Add("logs.connect.browser-asks-for-nothing.median", Median(floor), "ms");

        double Median(List<double> all) => Samples.Median(all[ConnectsBefore..]);
    }

    private static async Task MeasureFlowAsync(
        Report report, WriterApp app, BrowserViewer browser, int rate, (double Median, double P99)? targets, CancellationToken cancellationToken)
    {
        await browser.TakeAsync();
        var before = await app.CountAsync(cancellationToken);
        await app.WriteAsync(rate, Seconds, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(Seconds), cancellationToken);
        var written = before + (rate * Seconds);
        var late = await Wait.UntilAsync(async () => await browser.LastAsync() >= written, "all is seen", TimeSpan.FromMinutes(2), cancellationToken, Wait.Seldom);
        var (waits, missing) = await browser.TakeAsync();
        report.Add($"logs.{rate}.lines", waits.Length, "lines");
        report.Add($"logs.{rate}.lost", written - before - waits.Length + missing, "lines", 0);
        report.Add($"logs.{rate}.median", Samples.Median(waits), "ms", targets?.Median);
        report.Add($"logs.{rate}.p99", Samples.Percentile(waits, 0.99), "ms", targets?.P99);
        report.Add($"logs.{rate}.all-seen-after", late.TotalSeconds, "s");
    }

    private static async Task MeasureCrowdAsync(Report report, Platform platform, WriterApp app, CancellationToken cancellationToken)
    {
        const int rate = 5;
        const int seconds = 30;
        await platform.SignInAgainAsync(cancellationToken);
        await using var viewers = await Viewers.WatchAsync(platform, app, Crowd, await HeadAsync(platform, app, cancellationToken), cancellationToken);
        var waits = await viewers.MeasureAsync(app, rate, seconds, cancellationToken);
        report.Add($"logs.{Crowd}-viewers.lines-each", (double)waits.Count / Crowd, "lines");
        report.Add($"logs.{Crowd}-viewers.median", Samples.Median(waits), "ms");
        report.Add($"logs.{Crowd}-viewers.p99", Samples.Percentile(waits, 0.99), "ms", 250);
    }

    private static async Task<string> HeadAsync(Platform platform, WriterApp app, CancellationToken cancellationToken) =>
        (await platform.GetAsync<LogPage>($"/api/deployments/{app.Id}/logs?limit=1", cancellationToken)).Next;
}
