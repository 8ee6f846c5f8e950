using CodeRunner.Api.Logs;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Logs;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace CodeRunner.Tests.Api.Support;

/// <summary>Writes log records as a Worker does: a chunk and the head in one transaction, then a message.</summary>
internal sealed class LogWriter(ApiFactory api, Guid deploymentId)
{
    private long last;

    /// <summary>Stores lines numbered on from the last; with <paramref name="publish"/>, those who watch hear of it.</summary>
    public async Task WriteAsync(int count, bool publish = true, Func<LogRecord, LogRecord>? shape = null)
    {
        var records = Enumerable.Range(0, count).Select(_ => Line(++last)).Select(line => shape is null ? line : shape(line)).ToList();
        var chunk = Chunk(records);
        await using (var db = api.Db())
        {
            await LogPartitions.EnsureAsync(db, LogPartitions.DayOf(chunk.StoredAt), CancellationToken.None);
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.LogChunks.Add(chunk);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO log_heads (deployment_id, last_cursor) VALUES ({deploymentId}, {last}) ON CONFLICT (deployment_id) DO UPDATE SET last_cursor = excluded.last_cursor");
            await transaction.CommitAsync();
        }
        if (publish)
            await PublishAsync(records);
    }

    public async Task PublishAsync(IReadOnlyList<LogRecord> records)
    {
        var chunk = Chunk(records);
        await api.Redis.GetSubscriber().PublishAsync(
            RedisChannel.Literal(LiveChannels.Logs(deploymentId)), new LogBatch(chunk.After, chunk.Last, chunk.Packed).ToMessage());
    }

    /// <summary>As retention does it.</summary>
    public async Task ForgetAsync(long through)
    {
        await using var db = api.Db();
        await db.LogChunks.Where(chunk => chunk.DeploymentId == deploymentId && chunk.Last <= through).ExecuteDeleteAsync();
    }

    public LogRecord Line(
        long cursor, string? text = null, LogStream stream = LogStream.Stdout, DateTimeOffset? time = null, Guid? instance = null, Guid? release = null, int gap = 0)
    {
        var place = new LogRecord { Cursor = LogCursor.Write(cursor), Time = time ?? DateTimeOffset.UtcNow, InstanceId = instance, ReleaseId = release };
        return gap > 0
            ? place with { Gap = new LogGap(gap, gap * 10) }
            : place with { Seq = cursor, Epoch = 1, Stream = stream, Text = text ?? $"line {cursor}" };
    }

    private LogChunk Chunk(IReadOnlyList<LogRecord> records) => new()
    {
        DeploymentId = deploymentId,
        After = LogCursor.Of(records[0]) - 1,
        Last = LogCursor.Of(records[^1]),
        StoredAt = DateTimeOffset.UtcNow,
        Earliest = records.Min(record => record.Time),
        Latest = records.Max(record => record.Time),
        Streams = records.Aggregate(0, (mask, record) => mask | (1 << (int)(record.Stream ?? LogStream.Stdout))),
        Instances = [.. records.Select(record => record.InstanceId).OfType<Guid>().Distinct()],
        Releases = [.. records.Select(record => record.ReleaseId).OfType<Guid>().Distinct()],
        Packed = LogPacking.Pack(records),
    };
}
