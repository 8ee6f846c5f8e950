using System.Text.Json;
using CodeRunner.Api.Logs;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Logs;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace CodeRunner.Tests.Api.Support;

/// <summary>Writes log lines as a Worker does: rows and head in one transaction, then a message.</summary>
internal sealed class LogWriter(ApiFactory api, Guid deploymentId)
{
    private readonly Guid sandbox = Guid.NewGuid();
    private long last;

    /// <summary>Stores lines numbered on from the last; with <paramref name="publish"/>, those who watch hear of it.</summary>
    public async Task WriteAsync(int count, bool publish = true, Func<LogLine, LogLine>? shape = null)
    {
        var after = last;
        var lines = Enumerable.Range(0, count).Select(_ => Shape(shape, ++last)).ToList();
        await using (var db = api.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.LogLines.AddRange(lines);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO log_heads VALUES ({deploymentId}, {last}) ON CONFLICT (deployment_id) DO UPDATE SET last_cursor = excluded.last_cursor");
            await transaction.CommitAsync();
        }
        if (publish)
            await PublishAsync(after, lines);
    }

    public async Task PublishAsync(long after, IReadOnlyList<LogLine> lines)
    {
        var records = lines.Select(line => new LogRecord
        {
            Cursor = LogCursor.Write(line.Cursor),
            Time = line.Time,
            Seq = line.Seq,
            Epoch = line.Epoch,
            Stream = line.Stream,
            Text = line.Text,
        }).ToList();
        await api.Redis.GetSubscriber().PublishAsync(
            RedisChannel.Literal(LiveChannels.Logs(deploymentId)),
            JsonSerializer.Serialize(new LogBatch(deploymentId, after, lines[^1].Cursor, records), Wire.Json));
    }

    private LogLine Shape(Func<LogLine, LogLine>? shape, long cursor)
    {
        var line = Line(cursor);
        return shape is null ? line : shape(line);
    }

    public LogLine Line(long cursor, string? text = null, LogStream stream = LogStream.Stdout, DateTimeOffset? time = null, Guid? instance = null, Guid? release = null, int gap = 0) => new()
    {
        DeploymentId = deploymentId,
        Cursor = cursor,
        SandboxId = sandbox,
        Seq = cursor,
        Epoch = 1,
        Time = time ?? DateTimeOffset.UtcNow,
        Stream = stream,
        Text = text ?? $"line {cursor}",
        InstanceId = instance,
        ReleaseId = release,
        GapLines = gap,
        GapBytes = gap * 10,
    };
}
