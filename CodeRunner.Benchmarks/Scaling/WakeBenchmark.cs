using System.Diagnostics;
using System.Globalization;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>
/// A real app that sleeps and is woken by a request, again and again, through the real ingress: how long the request took, and how long of that the app itself took, from its first instruction
/// until it listened, which it tells in its answer. What is left is the platform's, in three parts: until the wake-up is decided, until the app's first instruction, and from where it listens until
/// the request is answered. It sleeps soon by its Worker's options, and by nothing else.
/// </summary>
internal sealed class WakeBenchmark(string[] arguments) : IBenchmark
{
    private const int Usually = 100;
    private const double MostOverhead = 150;

    private static readonly ScalingPolicyRequest MaySleep = new(ScalingTrigger.Requests, Target: 50, MinInstances: 0, MaxInstances: 1);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly (string, string)[] SleepsSoon = [("Scaling__IdleFloor", "00:00:01"), ("Scaling__IdleUsual", "00:00:01"), ("Scaling__IdleCeiling", "00:00:01")];

    private static readonly string App = """
        const self = Math.random().toString(36).slice(2);
        let took = 0, at = 0;
        require('http').createServer((q, r) => r.end(self + ' ' + took + ' ' + at)).listen(process.env.PORT, () => { took = process.uptime() * 1000; at = performance.timeOrigin + performance.now(); });
        """;

    public string Name => "wake";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken, SleepsSoon);
        var deployment = await ScaledApp.DeployAsync(platform, "sleeper", App, [MaySleep], cancellationToken);
        var wakes = new List<WakeTimes>();
        var (failed, last) = (0, (string?)null);
        for (var wake = 0; wake <= Count(); wake++)
        {
            await platform.SignInAgainAsync(cancellationToken);
            await SleepsAsync(platform, deployment, cancellationToken);
            var (instance, times) = await WakeAsync(platform, deployment, cancellationToken);
            failed += instance is null || instance == last ? 1 : 0;
            last = instance;
            if (wake > 0 && times is not null)
                wakes.Add(times);
        }
        Show(report, wakes);
        report.Add("wake.failed", failed, "requests", 0);
    }

    private static void Show(Report report, List<WakeTimes> wakes)
    {
        report.Add("wake.answered.median", Samples.Median(wakes.Select(each => each.Answered)), "ms");
        report.Add("wake.answered.p95", Samples.Percentile(wakes.Select(each => each.Answered), 0.95), "ms");
        report.Add("wake.own-start.median", Samples.Median(wakes.Select(each => each.OwnStart)), "ms");
        report.Add("wake.own-start.p95", Samples.Percentile(wakes.Select(each => each.OwnStart), 0.95), "ms");
        report.Add("wake.beside-own-start.median", Samples.Median(wakes.Select(each => each.Beside)), "ms");
        report.Add("wake.beside-own-start.p95", Samples.Percentile(wakes.Select(each => each.Beside), 0.95), "ms", MostOverhead);
        report.Add("wake.beside-own-start.worst", wakes.Max(each => each.Beside), "ms");
        report.Add("wake.until-decided.median", Samples.Median(wakes.Select(each => each.UntilDecided)), "ms");
        report.Add("wake.until-begun.median", Samples.Median(wakes.Select(each => each.UntilBegun)), "ms");
        report.Add("wake.once-it-listens.median", Samples.Median(wakes.Select(each => each.OnceItListens)), "ms");
    }

    private int Count() => arguments switch
    {
        [] => Usually,
        [var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => count,
        _ => throw new UsageException("bench wake [number of wake-ups]"),
    };

    /// <summary>Asleep, and its last instance is gone.</summary>
    private static Task SleepsAsync(Platform platform, DeploymentResponse deployment, CancellationToken cancellationToken) => Wait.UntilAsync(
        async () => await platform.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}", cancellationToken) is { State: DeploymentState.Sleeping, Instances.Count: 0 },
        "it sleeps", Patience, cancellationToken, Wait.Seldom);

    /// <summary>As one who has not been there before: over a connection of its own. Nothing where it was not answered.</summary>
    private static async Task<(string? Instance, WakeTimes? Times)> WakeAsync(Platform platform, DeploymentResponse deployment, CancellationToken cancellationToken)
    {
        using var client = Visitors.Client(platform.Apps, deployment.Slug);
        var (began, clock) = (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow);
        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var answered = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!answer.IsSuccessStatusCode)
            return (null, null);
        var (parts, decided) = (text.Split(' '), await DecidedAsync(platform, deployment, cancellationToken));
        var (own, listens) = (Number(parts[1]), DateTimeOffset.UnixEpoch.AddMilliseconds(Number(parts[2])));
        var listened = (listens - clock).TotalMilliseconds;
        return (parts[0], new WakeTimes(answered, own, (decided - clock).TotalMilliseconds, (listens - decided).TotalMilliseconds - own, answered - listened));
    }

    private static async Task<DateTimeOffset> DecidedAsync(Platform platform, DeploymentResponse deployment, CancellationToken cancellationToken) =>
        (await platform.GetAsync<Page<ScalingDecisionResponse>>($"/api/deployments/{deployment.Id}/scaling-decisions?changesOnly=true&limit=5", cancellationToken))
            .Items.First(decision => decision.Rule == ScalingRule.Wake).Time;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
