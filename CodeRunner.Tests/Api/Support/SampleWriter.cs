using CodeRunner.Contracts.Live;
using CodeRunner.Core.Metrics;
using CodeRunner.Tests.Core.Metrics;
using Npgsql;
using StackExchange.Redis;

namespace CodeRunner.Tests.Api.Support;

/// <summary>Writes metrics as Workers do: parts of ten seconds into the database, parts of one second to those who watch.</summary>
internal sealed class SampleWriter(ApiFactory api, Guid deploymentId)
{
    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public Guid Instance { get; } = Guid.NewGuid();

    /// <summary>Ten seconds from <paramref name="start"/> on, each with so many requests.</summary>
    public async Task StoreAsync(long start, params int[] requests)
    {
        await using var database = NpgsqlDataSource.Create(api.Database.ConnectionString);
        await MetricPartitions.EnsureAsync(database, MetricLevel.Parts, MetricLevel.Floor(start, MetricLevel.Parts.Partition), default);
        (await MetricStore.InsertAsync(database, Guid.NewGuid(), [new MetricPart(deploymentId, start, MetricPacking.Pack(Block(start, requests)))], default)).ShouldBe(0);
    }

    /// <summary>One Worker's part of a second.</summary>
    public Task TellAsync(long second, int requests, bool owns = true) => api.Redis.GetSubscriber().PublishAsync(
        RedisChannel.Literal(LiveChannels.Samples(deploymentId)), MetricPacking.Pack(owns ? Block(second, requests) : Points.Part(second, [Points.Seen(requests, 0, 4)])));

    public Task TellGarbageAsync() => api.Redis.GetSubscriber().PublishAsync(RedisChannel.Literal(LiveChannels.Samples(deploymentId)), "garbage");

    private MetricBlock Block(long start, params int[] requests) => Points.Part(
        start, [.. requests.Select(count => Points.Seen(count, 0, [.. Enumerable.Repeat(8.0, count)]))],
        (Instance, [.. requests.Select(_ => (Usage?)Points.Usage(500_000, 100))]));
}
