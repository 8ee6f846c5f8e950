using System.Collections.Concurrent;
using CodeRunner.Contracts.Live;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Metrics;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace CodeRunner.Tests.Worker.Metrics;

/// <summary>What a real Worker measures of real apps.</summary>
public sealed class SamplingTests
{
    private const long BurntMicroseconds = 1_500_000;

    private const string Program = """
        const http = require('http');
        http.createServer((q, r) => {
            if (q.url === '/burn') { const used = () => { const { user, system } = process.cpuUsage(); return user + system; }, end = used() + 1500000; while (used() < end); }
            if (q.url === '/bad') r.statusCode = 500;
            if (q.url === '/chunked') { r.write('x'.repeat(3000)); return r.end('x'.repeat(2000)); }
            let n = 0;
            q.on('data', d => n += d.length).on('end', () => setTimeout(() => r.end('ok' + n), q.url === '/slow' ? 400 : 0));
        }).listen(process.env.PORT);
        """;

    [Fact]
    public async Task An_apps_processor_memory_processes_disk_requests_and_latency_are_measured_and_stored()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("web", Apps.Node(Program));
        await worker.TextAsync(deployment);
        await SeenAsync(node, deployment, points => points.Exists(point => point.Usage[UsageMeasure.Cpu].Seconds > 0));

        foreach (var path in (string[])["/burn", "/bad", "/bad", "/slow", "/chunked", "/missing"])
            using (await worker.GetAsync(deployment, path))
            {
            }
        var points = await SeenAsync(node, deployment, seen =>
            seen.Sum(point => point.Traffic.Errors) >= 2 && seen.Sum(point => point.Traffic.Requests) >= 7 && seen.Sum(point => point.Usage[UsageMeasure.Cpu].Sum) > BurntMicroseconds / 2);

        points.Sum(point => point.Traffic.Errors).ShouldBe(2);
        points.Sum(point => point.Traffic.BytesOut).ShouldBeGreaterThan(5000);
        points.Max(point => point.Usage[UsageMeasure.Cpu].Mean)!.Value.ShouldBeInRange(10_000, MostOf(UsageMeasure.Cpu));
        points.Max(point => point.Usage[UsageMeasure.Memory].Mean)!.Value.ShouldBeInRange(1 << 20, MostOf(UsageMeasure.Memory));
        points.Max(point => point.Usage[UsageMeasure.Pids].Mean)!.Value.ShouldBeInRange(1, 64);
        points.Max(point => point.Usage[UsageMeasure.Disk].Mean)!.Value.ShouldBeInRange(1000, 1L << 30);
        points.Where(point => point.Usage[UsageMeasure.Instances].Seconds > 0).ShouldAllBe(point => point.Usage[UsageMeasure.Instances].Mean == 1);
        var latency = points.Aggregate((LatencyHistogram?)null, (sum, point) => LatencyHistogram.Sum(sum, point.Latency))!;
        latency.Percentile(1).ShouldBeGreaterThan(1400, "it had to use one and a half seconds of a processor");
        latency.Percentile(0.01).ShouldBeLessThan(latency.Percentile(0.99));
    }

    [Fact]
    public async Task A_restart_of_the_app_and_of_the_Worker_makes_no_negative_and_no_huge_value()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("web", Apps.Node(Program));
        await worker.TextAsync(deployment);
        using (await worker.GetAsync(deployment, "/burn"))
        {
        }
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryRestart(out var _));
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Exists(each => each.RestartCount == 1 && each.StartedAt is not null), "it was restarted");
        await worker.TextAsync(deployment);
        await worker.EndAsync();
        var before = await PointsAsync(node, deployment);
        var second = await node.StartWorkerAsync();
        await second.TextAsync(deployment);

        var points = await SeenAsync(node, deployment, seen => seen.Count(point => point.Usage[UsageMeasure.Cpu].Seconds > 0) > before.Count + 3);
        before.ShouldNotBeEmpty();
        foreach (var usage in points.Select(point => point.Usage))
            for (var measure = UsageMeasure.Cpu; (int)measure < Usage.Measures; measure++)
                usage[measure].Sum.ShouldBeInRange(0, MostOf(measure), $"{measure}");
    }

    [Fact]
    public async Task What_was_seen_while_PostgreSQL_was_away_is_stored_afterwards()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("web", Apps.Node(Program));
        await worker.TextAsync(deployment);
        await SeenAsync(node, deployment, points => points.Count > 0);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await TestServers.RedisAsync());
        var told = new ConcurrentQueue<long>();
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(LiveChannels.Samples(deployment.Id)), (_, packed) =>
        {
            var part = MetricPacking.Unpack(((byte[]?)packed)!);
            if (part.Instances.Count > 0)
                told.Enqueue(part.Start);
        });

        await using (await node.TakeDatabaseAwayAsync())
        {
            told.Clear();
            await Eventually.BeTrueAsync(() => Task.FromResult(told.Count >= 12), "it measures on, the lease being over");
            using (await worker.GetAsync(deployment, "/bad"))
            {
            }
        }

        var points = await SeenAsync(node, deployment, seen => seen.Exists(point => point.Traffic.Errors > 0));
        points.Sum(point => point.Traffic.Errors).ShouldBe(1);
        var away = told.Take(12).Order().ToList();
        var stored = await PointsAsync(node, deployment, away[0], away[^1] + 1);
        stored.Count(point => point.Usage[UsageMeasure.Memory].Seconds > 0).ShouldBeGreaterThanOrEqualTo(away.Distinct().Count());
    }

    [Fact]
    public async Task A_term_that_ends_takes_no_meter_with_it()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        await worker.TextAsync(await node.DeployAsync("web", Apps.Node(Program)));
        var watch = worker.Services.GetRequiredService<SandboxWatch>();
        var membership = new Membership { Current = worker.Services.GetRequiredService<Membership>().Current };
        using var meters = new InstanceMeters(
            worker.Services.GetRequiredService<ISandboxProvider>(), watch, membership, TimeProvider.System, Options.Create(new MetricOptions()), NullLogger<InstanceMeters>.Instance);
        (await meters.MeasureAsync(default)).Count.ShouldBe(1);

        membership.Current!.End();
        await Eventually.BeTrueAsync(() => Task.FromResult(!watch.Up().Any()), "what it acted for is forgotten");

        (await meters.MeasureAsync(default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_metrics_nothing_is_measured()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Metrics:Enabled", "false"));
        var deployment = await node.DeployAsync("web", Apps.Node(Program));
        await worker.TextAsync(deployment);
        using (await worker.GetAsync(deployment, "/burn")) // for over a second, in which it would be measured
        {
        }
        await worker.EndAsync();
        var from = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var second = await node.StartWorkerAsync();
        await second.TextAsync(deployment);

        await SeenAsync(node, deployment, points => points.Count > 0);
        (await PointsAsync(node, deployment, from - 600, from)).ShouldBeEmpty();
    }

    /// <summary>Far over what the app uses, and far under what a counter that is taken for a difference would say.</summary>
    private static long MostOf(UsageMeasure measure) => measure switch
    {
        UsageMeasure.Cpu => 4_000_000,
        UsageMeasure.Memory => 1L << 30,
        UsageMeasure.Pids => 100,
        UsageMeasure.Disk => 4L << 30,
        UsageMeasure.NetworkIn or UsageMeasure.NetworkOut => 10 << 20,
        _ => 2,
    };

    private static Task<List<MetricPoint>> SeenAsync(TestNode node, Deployment deployment, Func<List<MetricPoint>, bool> wanted) =>
        Eventually.BeAsync(() => PointsAsync(node, deployment), wanted, "it was seen");

    private static async Task<List<MetricPoint>> PointsAsync(TestNode node, Deployment deployment, long? from = null, long? to = null)
    {
        await using var connection = new NpgsqlConnection(node.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var range = MetricRange.Decide(from ?? now - 600, to ?? now + 1, 1, now);
        return [.. (await MetricHistory.ReadAsync(connection, deployment.Id, range, null, default)).Points.OfType<MetricPoint>()];
    }
}
