using System.Diagnostics;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using Npgsql;

namespace CodeRunner.Benchmarks.Metrics;

/// <summary>How long the Api takes to answer from 30 days of 100 deployments' metrics, at rest and while two Workers store and one rolls up; and what that history fills.</summary>
internal sealed class MetricsBenchmark : IBenchmark
{
    private const int Deployments = 100;
    private const int Asked = 200;
    private const int Target = 50;

    private static readonly (string Name, TimeSpan Span, int Step)[] Ranges =
    [
        ("15m", TimeSpan.FromMinutes(15), 1), ("1h", TimeSpan.FromHours(1), 10), ("6h", TimeSpan.FromHours(6), 30), ("24h", TimeSpan.FromDays(1), 120),
        ("7d", TimeSpan.FromDays(7), 900), ("30d", TimeSpan.FromDays(30), 3600),
    ];

    public string Name => "metrics";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        Environment.SetEnvironmentVariable("Access__RequestsPerMinute", "1000000");
        await using var platform = await Platform.StartAsync(cancellationToken);
        await using var database = NpgsqlDataSource.Create((await platform.WorkerSettingsAsync(cancellationToken))["ConnectionStrings__db"]);
        var ids = await CreateAsync(platform, cancellationToken);
        var history = new GeneratedHistory(database, ids);
        var watch = Stopwatch.StartNew();
        await history.WriteAsync(cancellationToken);
        report.Add("metrics.generated", watch.Elapsed.TotalSeconds, "s");
        await MeasureAsync(report, platform, ids, "metrics", cancellationToken);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writers = new[] { Guid.NewGuid(), Guid.NewGuid() }.Select(source => history.GoOnAsync(source, end.Token)).ToArray();
        await MeasureAsync(report, platform, ids, "metrics.writing", cancellationToken);
        await end.CancelAsync();
        await Task.WhenAll(writers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await history.ReportSizeAsync(report, cancellationToken);
    }

    private static async Task<Guid[]> CreateAsync(Platform platform, CancellationToken cancellationToken)
    {
        var ids = new Guid[Deployments];
        for (var number = 0; number < ids.Length; number++)
        {
            ids[number] = (await platform.PostAsync<DeploymentResponse>(
                $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest($"app {number}", EnvironmentName.Development), cancellationToken)).Id;
        }
        return ids;
    }

    private static async Task MeasureAsync(Report report, Platform platform, Guid[] ids, string name, CancellationToken cancellationToken)
    {
        await platform.SignInAgainAsync(cancellationToken);
        var random = new Random(1);
        foreach (var (range, _, _) in Ranges)
            await AskAsync(platform, ids, range, 20, random, cancellationToken); // compiles what is hot
        foreach (var (range, _, _) in Ranges)
        {
            var times = await AskAsync(platform, ids, range, Asked, random, cancellationToken);
            report.Add($"{name}.{range}.median", Samples.Median(times), "ms");
            report.Add($"{name}.{range}.p99", Samples.Percentile(times, 0.99), "ms", Target);
        }
    }

    private static async Task<List<double>> AskAsync(Platform platform, Guid[] ids, string name, int count, Random random, CancellationToken cancellationToken)
    {
        var (_, span, step) = Ranges.Single(range => range.Name == name);
        var times = new List<double>();
        for (var asked = 0; asked < count; asked++)
        {
            var to = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var began = Stopwatch.GetTimestamp();
            var answer = await platform.Http.GetByteArrayAsync($"/api/deployments/{ids[random.Next(ids.Length)]}/metrics?from={to - (long)span.TotalSeconds}&to={to}&step={step}", cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (answer.Length < 1000)
                throw new InvalidOperationException("An answer has no points.");
        }
        return times;
    }
}
