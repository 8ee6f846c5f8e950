using CodeRunner.Benchmarks.Logs;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Benchmarks.Load;

/// <summary>Two thousand live connections that watch one app: none may be lost in five minutes, and each gets each line. CODERUNNER_BENCH_SECONDS says for how long.</summary>
internal sealed class LiveConnections : IBenchmark
{
    private const int Count = 2000;
    private const int LinesPerSecond = 2;
    private static readonly int Seconds = BenchSettings.Seconds(300);

    public string Name => "load-live";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        using var app = await WriterApp.DeployAsync(platform, cancellationToken);
        var api = ProcessGroup.Tree(await platform.ProcessIdAsync("api", cancellationToken));
        var empty = api.Mebibytes();
        var head = (await platform.GetAsync<LogPage>($"/api/deployments/{app.Id}/logs?limit=1", cancellationToken)).Next;
        await using var viewers = await Viewers.WatchAsync(platform, app, Count, head, cancellationToken);
        var began = api.ProcessorSeconds();
        var waits = await viewers.MeasureAsync(app, LinesPerSecond, Seconds, cancellationToken);

        report.Add("load-live.connections", Count, "connections");
        report.Add("load-live.lost", Count - viewers.Connected, "connections", 0);
        report.Add("load-live.lines-missing", ((long)Count * LinesPerSecond * Seconds) - waits.Count, "lines", 0);
        report.Add("load-live.p99", Samples.Percentile(waits, 0.99), "ms");
        report.Add("load-live.api.cpu", 100 * (api.ProcessorSeconds() - began) / Seconds, "% of a core");
        report.Add("load-live.api.memory-each", 1024 * (api.Mebibytes() - empty) / Count, "KiB PSS");
    }
}
