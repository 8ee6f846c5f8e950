using System.Diagnostics;
using System.Globalization;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>
/// Api, PostgreSQL and Redis are stopped for 2 minutes while apps are asked: they answer all along, and soon after the three are back the platform does what it is asked.
/// CODERUNNER_BENCH_OUTAGE_SECONDS says for how long.
/// </summary>
internal sealed class OutageBenchmark : IBenchmark
{
    private const int Apps = 10;
    private const double TargetSeconds = 15;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TimeSpan outage = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_BENCH_OUTAGE_SECONDS"), CultureInfo.InvariantCulture, out var given) ? given : 120);

    public string Name => "outage";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var apps = await ChaosApps.DeployAsync(platform, Apps, cancellationToken);
        var before = await apps.ProcessesAsync(cancellationToken);
        using var visitors = new Visitors(platform.Apps, apps.Deployments, Pause);

        await platform.StopAsync(["api", "redis", "postgres"]);
        await Task.Delay(outage, cancellationToken);
        var back = Stopwatch.StartNew();
        await platform.StartAsync(["postgres", "redis", "api"], cancellationToken);
        var started = back.Elapsed;
        await ConvergeAsync(platform, apps.Deployments[0], cancellationToken);
        var converged = back.Elapsed;
        var failed = await visitors.EndAsync();
        var after = await apps.ProcessesAsync(cancellationToken);
        var (lines, lost, doubled) = await apps.CountLinesAsync(cancellationToken);

        report.Add("outage.length", outage.TotalSeconds, "s");
        report.Add("outage.requests", visitors.Asked, "requests");
        report.Add("outage.requests-failed", failed, "requests", 0);
        report.Add("outage.processes-changed", before.Count(each => each.Key != apps.Deployments[0].Id && after.GetValueOrDefault(each.Key) != each.Value), "apps", 0);
        report.Add("outage.lines", lines, "lines");
        report.Add("outage.lines-lost", lost, "lines", 0);
        report.Add("outage.lines-doubled", doubled, "lines", 0);
        report.Add("outage.started", started.TotalSeconds, "s");
        report.Add("outage.converged", converged.TotalSeconds, "s", TargetSeconds);
    }

    /// <summary>Until every app has its Worker, and one that is scaled up runs twice.</summary>
    private static async Task ConvergeAsync(Platform platform, DeploymentResponse scaled, CancellationToken cancellationToken)
    {
        await Wait.UntilAsync(async () => await platform.NodeAsync(cancellationToken) is { Alive: true, Unowned: 0 }, "every app has its Worker", Patience, cancellationToken);
        await platform.SignInAgainAsync(cancellationToken);
        await platform.PostAsync<DeploymentResponse>($"/api/deployments/{scaled.Id}/scale", new ScaleRequest(2), cancellationToken);
        await Wait.UntilAsync(
            async () => (await platform.GetAsync<DeploymentResponse>($"/api/deployments/{scaled.Id}", cancellationToken))
                .Instances.Count(instance => instance.State == InstanceState.Running) == 2,
            "what is asked for is done",
            Patience,
            cancellationToken);
    }
}
