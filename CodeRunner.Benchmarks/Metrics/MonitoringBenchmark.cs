using System.Diagnostics;
using CodeRunner.Benchmarks.Ingress;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Benchmarks.Metrics;

/// <summary>
/// What monitoring takes of an app's throughput: two whole platforms, one of which measures nothing, asked in turns for the same app, which answers at once. On a machine that
/// does other work too, requests a second vary by more than what is sought: what the Worker's processor time for a request differs by says it more surely.
/// </summary>
internal sealed class MonitoringBenchmark : IBenchmark
{
    private const int Rounds = 15;
    private const int Seconds = 4;
    private const int Connections = 32;
    private const int IdleApps = 20;
    private const int IdleSeconds = 30;
    private const string Switch = "Metrics__Enabled";
    private const string Hello = "require('http').createServer((q, r) => r.end('Hello, world!')).listen(process.env.PORT);";

    public string Name => "monitoring";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        Environment.SetEnvironmentVariable(Switch, "false");
        await using var without = await Platform.StartAsync(cancellationToken);
        Environment.SetEnvironmentVariable(Switch, null);
        await using var with = await Platform.StartAsync(cancellationToken);
        var slugs = new[] { await DeployAsync(without, cancellationToken), await DeployAsync(with, cancellationToken) };
        await MeasureThroughputAsync(report, [without, with], slugs, cancellationToken);
        await MeasureIdleAsync(report, [without, with], cancellationToken);
    }

    private static async Task MeasureThroughputAsync(Report report, Platform[] platforms, string[] slugs, CancellationToken cancellationToken)
    {
        for (var warm = 0; warm < 3; warm++)
            foreach (var (platform, slug) in platforms.Zip(slugs))
                await Wrk.RunAsync(platform.Apps.Port, Connections, Seconds, cancellationToken, slug);
        List<double> lost = [], costs = [];
        List<double>[] rates = [[], []];
        for (var round = 0; round < Rounds; round++)
        {
            // In both orders, so that what grows or shrinks over time counts for neither.
            var cost = new double[2];
            foreach (var side in round % 2 == 0 ? (int[])[0, 1] : [1, 0])
            {
                var worker = await WorkerAsync(platforms[side], cancellationToken);
                var before = worker.TotalProcessorTime;
                var run = await Wrk.RunAsync(platforms[side].Apps.Port, Connections, Seconds, cancellationToken, slugs[side]);
                worker.Refresh();
                rates[side].Add(run.RequestsPerSecond);
                cost[side] = (worker.TotalProcessorTime - before).TotalMicroseconds / (run.RequestsPerSecond * Seconds);
            }
            lost.Add(100 * (1 - rates[1][^1] / rates[0][^1]));
            costs.Add(100 * (cost[1] / cost[0] - 1));
        }
        report.Add("monitoring.without", Samples.Median(rates[0]), "1/s");
        report.Add("monitoring.with", Samples.Median(rates[1]), "1/s");
        report.Add("monitoring.lost", Samples.Median(lost), "%", 0.5);
        report.Add("monitoring.worker-cpu-per-request", Samples.Median(costs), "% more");
    }

    /// <summary>The Worker's processor time while its apps do nothing.</summary>
    private static async Task MeasureIdleAsync(Report report, Platform[] platforms, CancellationToken cancellationToken)
    {
        foreach (var (platform, name) in platforms.Zip(["without", "with"]))
        {
            await platform.SignInAgainAsync(cancellationToken);
            var app = await platform.GetAsync<Contracts.Page<DeploymentResponse>>($"/api/projects/{platform.Project}/deployments", cancellationToken);
            using var scaled = await platform.Http.PostAsync($"/api/deployments/{app.Items[0].Id}/scale", System.Net.Http.Json.JsonContent.Create(new ScaleRequest(IdleApps)), cancellationToken);
            scaled.EnsureSuccessStatusCode();
            await Wait.UntilAsync(
                async () => (await platform.GetAsync<DeploymentResponse>($"/api/deployments/{app.Items[0].Id}", cancellationToken)).Instances.Count(each => each.State == InstanceState.Running) == IdleApps,
                "all instances run", TimeSpan.FromMinutes(2), cancellationToken, Wait.Seldom);
            var worker = await WorkerAsync(platform, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
            worker.Refresh();
            var before = worker.TotalProcessorTime;
            await Task.Delay(TimeSpan.FromSeconds(IdleSeconds), cancellationToken);
            worker.Refresh();
            report.Add($"monitoring.idle.{IdleApps}-instances.{name}", 100 * (worker.TotalProcessorTime - before).TotalSeconds / IdleSeconds, "% of a core");
        }
    }

    private static async Task<Process> WorkerAsync(Platform platform, CancellationToken cancellationToken) =>
        Process.GetProcessById((await platform.NodeAsync(cancellationToken)).Workers.Single().ProcessId);

    private static async Task<string> DeployAsync(Platform platform, CancellationToken cancellationToken)
    {
        var made = await platform.PostAsync<DeploymentResponse>(
            $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest("hello", EnvironmentName.Development, Limits: new(Cpus: 2)), cancellationToken);
        await platform.PostAsync<ReleaseSummary>($"/api/deployments/{made.Id}/releases", NodeProgram.Release(Hello), cancellationToken);
        await Wait.UntilAsync(
            async () => (await platform.GetAsync<DeploymentResponse>($"/api/deployments/{made.Id}", cancellationToken)).State == DeploymentState.Running,
            "the app runs", TimeSpan.FromMinutes(2), cancellationToken, Wait.Seldom);
        return made.Slug;
    }
}
