using System.Diagnostics;
using System.Globalization;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>
/// One of two Workers killed with SIGKILL, again and again, while apps run, are asked through the other one and log: no process may change, no request fail and no line
/// be lost or come twice; and what the killed one had is the other's soon. CODERUNNER_BENCH_KILLS says how often.
/// </summary>
internal sealed class KillBenchmark : IBenchmark
{
    private const int Apps = 20;
    private const int LeastOwned = Apps / 4;
    private const double TargetSeconds = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShareSettles = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly int kills = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_BENCH_KILLS"), CultureInfo.InvariantCulture, out var given) ? given : 100;

    public string Name => "kill";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var apps = await ChaosApps.DeployAsync(platform, Apps, cancellationToken);
        var before = await apps.ProcessesAsync(cancellationToken);
        using var visitors = new Visitors(platform.Apps, apps.Deployments, Pause);
        var (seconds, owned) = (new List<double>(), new List<double>());
        for (var kill = 0; kill < kills; kill++)
        {
            var (had, elapsed) = await KillAsync(platform, cancellationToken);
            owned.Add(had);
            seconds.Add(elapsed.TotalSeconds);
        }
        var failed = await visitors.EndAsync();
        await platform.SignInAgainAsync(cancellationToken);
        var after = await apps.ProcessesAsync(cancellationToken);
        var (lines, lost, doubled) = await apps.CountLinesAsync(cancellationToken);

        report.Add("kill.kills", kills, "kills");
        report.Add("kill.owned.median", Samples.Median(owned), "apps");
        report.Add("kill.processes-changed", before.Count(each => after.GetValueOrDefault(each.Key) != each.Value), "apps", 0);
        report.Add("kill.requests", visitors.Asked, "requests");
        report.Add("kill.requests-failed", failed, "requests", 0);
        report.Add("kill.lines", lines, "lines");
        report.Add("kill.lines-lost", lost, "lines", 0);
        report.Add("kill.lines-doubled", doubled, "lines", 0);
        report.Add("kill.found-again.median", Samples.Median(seconds), "s");
        report.Add("kill.found-again.worst", seconds.Max(), "s", TargetSeconds);
    }

    /// <summary>For how many apps the killed one acted, and how long until the other one did.</summary>
    private static async Task<(int Owned, TimeSpan Elapsed)> KillAsync(Platform platform, CancellationToken cancellationToken)
    {
        await platform.SignInAgainAsync(cancellationToken);
        using var worker = await SecondWorker.StartAsync(platform, cancellationToken);
        var (owned, began) = (0, Stopwatch.GetTimestamp());
        await Wait.UntilAsync(
            async () =>
            {
                owned = (await platform.NodeAsync(cancellationToken)).Workers.FirstOrDefault(each => each.ProcessId == worker.Id && each.Alive)?.Deployments ?? 0;
                // What its share is follows from random names, and may be less.
                return owned >= LeastOwned || (owned > 0 && Stopwatch.GetElapsedTime(began) > ShareSettles);
            },
            "the Worker that is to be killed acts for its share of the apps",
            Patience,
            cancellationToken,
            Wait.Seldom);
        await worker.KillAsync();
        return (owned, await Wait.UntilAsync(
            async () => await platform.NodeAsync(cancellationToken) is { Unowned: 0 } node && !node.Workers.Any(each => each.ProcessId == worker.Id && each.Alive),
            "the other one acts for all",
            Patience,
            cancellationToken));
    }
}
