using System.Diagnostics;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Ten minutes of a load that swings around what one instance shall carry, through the real ingress: of a target, and of two thresholds. What turns back is flapping.</summary>
internal sealed class OscillationBenchmark : IBenchmark
{
    private const string App = "require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT);";
    private const double Middle = 50;
    private const double Swing = 10;
    private const double SwingSeconds = 20;

    private static readonly int Seconds = BenchSettings.Seconds(600);

    private static readonly ScalingPolicyRequest[] Target = [new(ScalingTrigger.Requests, Target: Middle, MinInstances: 1, MaxInstances: 4)];

    private static readonly ScalingPolicyRequest[] Thresholds =
    [
        new(ScalingTrigger.Requests, Threshold: Middle, Action: ScalingAction.ScaleUp, Cooldown: 10, MinInstances: 1, MaxInstances: 4),
        new(ScalingTrigger.Requests, Threshold: Middle * 0.8, Action: ScalingAction.ScaleDown, Cooldown: 10, MinInstances: 1, MaxInstances: 4),
    ];

    public string Name => "oscillate";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var apps = new[]
        {
            ("target", await ScaledApp.DeployAsync(platform, "target", App, Target, cancellationToken)),
            ("thresholds", await ScaledApp.DeployAsync(platform, "thresholds", App, Thresholds, cancellationToken)),
        };
        var failed = await Task.WhenAll(apps.Select(app => SwingAsync(platform, app.Item2, cancellationToken)));
        await platform.SignInAgainAsync(cancellationToken);
        foreach (var (name, app) in apps)
        {
            var changes = await platform.GetAsync<Page<ScalingDecisionResponse>>($"/api/deployments/{app.Id}/scaling-decisions?changesOnly=true&limit=200", cancellationToken);
            var signs = changes.Items.Select(change => Math.Sign(change.To - change.From)).ToList();
            report.Add($"oscillate.{name}.changes", signs.Count, "");
            report.Add($"oscillate.{name}.turns", signs.Zip(signs.Skip(1)).Count(pair => pair.First != pair.Second), "", 0);
        }
        report.Add("oscillate.failed", failed.Sum(), "requests", 0);
    }

    /// <summary>Each request at its time, whatever became of those before. Returns how many failed.</summary>
    private static async Task<int> SwingAsync(Platform platform, DeploymentResponse app, CancellationToken cancellationToken)
    {
        using var client = Visitors.Client(platform.Apps, app.Slug);
        var asked = new List<Task<bool>>();
        var watch = Stopwatch.StartNew();
        for (var due = 0.0; due < Seconds; due += 1 / RateAt(due))
        {
            var wait = TimeSpan.FromSeconds(due) - watch.Elapsed;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellationToken);
            asked.Add(AskAsync(client, cancellationToken));
        }
        return (await Task.WhenAll(asked)).Count(answered => !answered);
    }

    private static double RateAt(double second) => Middle + (Swing * Math.Sin(2 * Math.PI * second / SwingSeconds));

    private static async Task<bool> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
