using System.Diagnostics;
using System.Globalization;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>
/// Steps of the load on real deployments, through the real ingress: from its first request until the decision to add instances is stored, and from there until one that was
/// added answers, without the time that the app itself took from its first instruction until it listened. Each step has a deployment of its own, which begins at any moment of a second.
/// </summary>
internal sealed class AutoscaleBenchmark : IBenchmark
{
    private const int Steps = 20;
    private const int Target = 50;
    private const int Visits = 8;
    private const int StartMs = 1000;
    private const double MostDecision = 1;
    private const double MostBesideStart = 2;

    private static readonly ScalingPolicyRequest Policy = new(ScalingTrigger.Requests, Target: Target, MinInstances: 1, MaxInstances: 4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string App = $$"""
        const self = Math.random().toString(36).slice(2);
        setTimeout(() => {
            const took = process.uptime();
            require('http').createServer((q, r) => r.end(self + ' ' + took)).listen(process.env.PORT);
        }, {{StartMs}});
        """;

    public string Name => "autoscale";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        List<double> decisions = [], serves = [];
        for (var step = 0; step <= Steps; step++)
        {
            await platform.SignInAgainAsync(cancellationToken);
            var (decided, served) = await StepAsync(platform, $"step{step}", cancellationToken);
            if (step == 0)
                continue; // warms the services
            decisions.Add(decided.TotalSeconds);
            serves.Add(served.TotalSeconds);
        }
        report.Add("autoscale.decision.median", Samples.Median(decisions), "s");
        report.Add("autoscale.decision.p95", Samples.Percentile(decisions, 0.95), "s", MostDecision);
        report.Add("autoscale.decision.worst", decisions.Max(), "s");
        report.Add("autoscale.serves-beside-own-start.median", Samples.Median(serves), "s");
        report.Add("autoscale.serves-beside-own-start.p95", Samples.Percentile(serves, 0.95), "s", MostBesideStart);
    }

    private static async Task<(TimeSpan Decided, TimeSpan Served)> StepAsync(Platform platform, string name, CancellationToken cancellationToken)
    {
        var deployment = await DeployAsync(platform, name, cancellationToken);
        using var client = Visitors.Client(platform.Apps, deployment.Slug);
        var first = await AskAsync(client, cancellationToken);
        await Task.Delay(Random.Shared.Next(1000), cancellationToken);

        var began = DateTimeOffset.UtcNow;
        using var visitors = new Visitors(platform.Apps, Enumerable.Repeat(deployment, Visits), Pause);
        var answered = AnswersAsync(client, first.Instance, cancellationToken);
        var decided = await DecisionAsync(platform, deployment, decision => decision.From == 1 && decision.To > 1, cancellationToken);
        var served = await answered;
        await visitors.EndAsync();
        using var deleted = await platform.Http.DeleteAsync($"/api/deployments/{deployment.Id}", cancellationToken);
        return (decided.Time - began, served.At - decided.Time - served.OwnStart);
    }

    private static async Task<DeploymentResponse> DeployAsync(Platform platform, string name, CancellationToken cancellationToken)
    {
        var made = await ScaledApp.DeployAsync(platform, name, App, [Policy], cancellationToken);
        await DecisionAsync(platform, made, _ => true, cancellationToken);
        return made;
    }

    private static async Task<ScalingDecisionResponse> DecisionAsync(Platform platform, DeploymentResponse deployment, Func<ScalingDecisionResponse, bool> wanted, CancellationToken cancellationToken)
    {
        ScalingDecisionResponse? found = null;
        await Wait.UntilAsync(
            async () => (found = (await platform.GetAsync<Page<ScalingDecisionResponse>>($"/api/deployments/{deployment.Id}/scaling-decisions", cancellationToken)).Items.FirstOrDefault(wanted)) is not null,
            "it is decided", Patience, cancellationToken, Wait.Seldom);
        return found!;
    }

    /// <summary>When another instance than the first one answered, and how long its own start took.</summary>
    private static async Task<(DateTimeOffset At, TimeSpan OwnStart)> AnswersAsync(HttpClient client, string first, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            if (await AskAsync(client, cancellationToken) is var (instance, ownStart) && instance != first)
                return (DateTimeOffset.UtcNow, ownStart);
            await Task.Delay(5, cancellationToken);
        }
        throw new TimeoutException($"Not within {Patience}: an instance that was added answers.");
    }

    private static async Task<(string Instance, TimeSpan OwnStart)> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var answer = (await client.GetStringAsync(new Uri("/", UriKind.Relative), cancellationToken)).Split(' ');
        return (answer[0], TimeSpan.FromSeconds(double.Parse(answer[1], CultureInfo.InvariantCulture)));
    }
}
