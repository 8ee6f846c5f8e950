using System.Diagnostics;
using CodeRunner.Benchmarks.Chaos;

namespace CodeRunner.Benchmarks.Logs;

/// <summary>
/// A million numbered lines, while one thing after the other is away: Redis and PostgreSQL for a minute each, then the Api, then the Worker by SIGKILL; and every
/// viewer's connection is cut every 5 s. Each must end with all of them, or with gaps that account for those it has not.
/// </summary>
internal sealed class LogsSurvive : IBenchmark
{
    private const int LinesPerSecond = 5000;
    private const int ViewerCount = 20;
    private static readonly TimeSpan CutEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly int Away = BenchSettings.Seconds(60);

    public string Name => "logs-survive";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        using var app = await WriterApp.DeployAsync(platform, cancellationToken);
        var viewers = Enumerable.Range(0, ViewerCount).Select(_ => new ResumingViewer(platform, app.Id, CutEvery)).ToList();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = viewers.ConvertAll(viewer => viewer.WatchAsync(limit.Token));
        var seconds = (Away * 3) + 20;
        await app.WriteAsync(LinesPerSecond, seconds, cancellationToken);
        var writing = Stopwatch.StartNew();

        foreach (var name in new[] { "redis", "postgres" })
        {
            await platform.StopAsync([name]);
            await Task.Delay(TimeSpan.FromSeconds(Away), cancellationToken);
            await platform.StartAsync([name], cancellationToken);
        }
        await platform.StopAsync(["api"]);
        await platform.StartAsync(["api"], cancellationToken);
        await KillAsync(platform, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(seconds) > writing.Elapsed ? TimeSpan.FromSeconds(seconds) - writing.Elapsed : TimeSpan.Zero, cancellationToken);
        limit.CancelAfter(Patience);
        await Task.WhenAll(watching).ContinueWith(_ => { }, TaskScheduler.Default);

        var written = (long)LinesPerSecond * seconds;
        report.Add("logs.survive.lines", written, "lines");
        report.Add("logs.survive.viewers-done", watching.Count(each => each.IsCompletedSuccessfully), "viewers");
        report.Add("logs.survive.connections", viewers.Sum(viewer => viewer.Connections), "");
        report.Add("logs.survive.seen.least", viewers.Min(viewer => viewer.Lines), "lines");
        report.Add("logs.survive.told-missing.most", viewers.Max(viewer => viewer.Told), "lines");
        report.Add("logs.survive.lost-in-silence", viewers.Max(viewer => Math.Abs(written - viewer.Lines - viewer.Told)), "lines", 0);
        report.Add("logs.survive.doubled-or-disordered", viewers.Sum(viewer => viewer.Wrong), "lines", 0);
    }

    /// <summary>Kills the Worker that acts for the app, while another one is there to take it over.</summary>
    private static async Task KillAsync(Platform platform, CancellationToken cancellationToken)
    {
        using var second = await SecondWorker.StartAsync(platform, cancellationToken);
        await Wait.UntilAsync(
            async () => (await platform.NodeAsync(cancellationToken)).Workers.Count(each => each.Alive) == 2, "there are two Workers", Patience, cancellationToken, Wait.Seldom);
        var owner = (await platform.NodeAsync(cancellationToken)).Workers.First(each => each is { Alive: true, Deployments: > 0 });
        using var process = Process.GetProcessById(owner.ProcessId);
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
        await Wait.UntilAsync(
            async () => (await platform.NodeAsync(cancellationToken)).Workers.Any(each => each.Alive && each.ProcessId != owner.ProcessId && each.Deployments > 0),
            "the other one acts for the app", Patience, cancellationToken, Wait.Seldom);
        if (owner.ProcessId != second.Id)
            await platform.StartAsync(["worker"], cancellationToken);
    }
}
