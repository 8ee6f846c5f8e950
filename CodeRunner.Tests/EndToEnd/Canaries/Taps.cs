using System.Text.Json;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Telemetry;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>Keeps what the platform says while this lasts: the services' consoles, traces and logs by OTLP, the hub, Server-Sent Events, and what Redis is asked.</summary>
internal sealed class Taps : IAsyncDisposable
{
    private static readonly string[] Consoles = ["api", "web", "worker", "postgres", "redis"];

    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> following = [];
    private readonly Evidence evidence;
    private readonly OtlpReceiver collector;
    private readonly RawHub hub;
    private readonly MonitoredRedis redis;

    private Taps(Evidence evidence, OtlpReceiver collector, RawHub hub, MonitoredRedis redis) =>
        (this.evidence, this.collector, this.hub, this.redis) = (evidence, collector, hub, redis);

    public static async Task<Taps> OpenAsync(Cloud cloud, PlatformClient user, RecordedClient client, Guid deployment, Evidence evidence)
    {
        var hub = await RawHub.WatchAsync(cloud.Api, $"{user.Http.DefaultRequestHeaders.Authorization}", user.Project.Id, deployment, evidence);
        var taps = new Taps(evidence, await OtlpReceiver.GetAsync(), hub, await MonitoredRedis.StartAsync(await cloud.ConnectionStringAsync("redis")));
        taps.collector.Came += taps.Keep;
        taps.following.AddRange(Consoles.Select(resource => taps.FollowAsync(cloud, resource)));
        taps.following.Add(client.FollowAsync($"/api/deployments/{deployment}/logs/stream", "stream of lines", taps.stop.Token));
        taps.following.Add(client.FollowAsync($"/api/deployments/{deployment}/metrics/stream", "stream of samples", taps.stop.Token));
        return taps;
    }

    /// <summary>What each service's metrics say now.</summary>
    public async Task ReadMetricsAsync(Cloud cloud)
    {
        using var http = new HttpClient();
        foreach (var file in Directory.GetFiles(Path.Combine(cloud.Directory, "prometheus"), "coderunner-*.json"))
        {
            using var targets = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            evidence.Add("metrics of services", await http.GetByteArrayAsync($"http://{targets.RootElement[0].GetProperty("targets")[0].GetString()}/metrics"));
        }
    }

    public Task ReadRedisAsync() => redis.TellAsync(evidence);

    public async ValueTask DisposeAsync()
    {
        collector.Came -= Keep;
        await stop.CancelAsync();
        foreach (var each in following)
            await each.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await hub.DisposeAsync();
        await redis.DisposeAsync();
        stop.Dispose();
    }

    private void Keep(byte[] body) => evidence.Add("traces and logs by OTLP", body);

    private async Task FollowAsync(Cloud cloud, string resource)
    {
        await foreach (var line in cloud.ConsoleAsync(resource, stop.Token))
            evidence.Add($"console of {resource}", line);
    }
}
