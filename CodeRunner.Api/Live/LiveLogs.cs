using System.Runtime.CompilerServices;
using CodeRunner.Api.Logs;
using CodeRunner.Contracts.Logs;
using Npgsql;

namespace CodeRunner.Api.Live;

/// <summary>A deployment's log from a place on and without an end: every line once and in order, from Redis where it can and from history where it must.</summary>
internal sealed partial class LiveLogs(LogFeeds feeds, IServiceScopeFactory scopes, ILogger<LiveLogs> logger)
{
    private const int FirstLines = 200;
    private const int HistoryPage = 500;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Begins after the cursor, or with the last 200 lines. An empty batch means that nothing happened for a while.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogRecord>> FollowAsync(
        Guid deploymentId, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Listening comes first: what is stored while history is read is then heard of.
        using var lease = await feeds.JoinAsync(deploymentId);
        var feed = lease.Feed;
        var last = after;
        while (true)
        {
            var news = feed.News;
            if (last is { } seen && feed.TryRead(seen, out var records, out var through))
            {
                last = through;
                if (records.Count > 0)
                    yield return records;
                continue;
            }
            if (last is null || last == after || feed.Head > last)
            {
                var slice = await ReadAsync(deploymentId, last, cancellationToken);
                var moved = slice is not null && slice.Through > (last ?? -1);
                if (moved)
                    last = slice!.Through;
                if (slice?.Records.Count > 0)
                    yield return slice.Records;
                if (moved)
                    continue;
                if (slice is null || feed.Head > last)
                {
                    // Either the database is away, or news came before the rows: not a reason to spin.
                    await Task.Delay(Pause, cancellationToken);
                    continue;
                }
            }
            if (!await WaitAsync(news, cancellationToken))
                yield return [];
        }
    }

    private static async Task<bool> WaitAsync(Task news, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(news, Task.Delay(Heartbeat, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == news;
    }

    /// <summary>Null while the database is away.</summary>
    private async Task<LogHistory.Slice?> ReadAsync(Guid deploymentId, long? after, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var history = scope.ServiceProvider.GetRequiredService<LogHistory>();
            var filter = new LogFilter { After = after, Limit = after is null ? FirstLines : HistoryPage };
            return await history.ReadAsync(deploymentId, filter, cancellationToken);
        }
        catch (Exception exception) when (IsOutage(exception) && !cancellationToken.IsCancellationRequested)
        {
            LogAway(logger, deploymentId, exception);
            return null;
        }
    }

    private static bool IsOutage(Exception? exception) => exception is not null
        && (exception is NpgsqlException or TimeoutException || IsOutage(exception.InnerException));

    [LoggerMessage(Level = LogLevel.Warning, Message = "History of {DeploymentId} can't be read right now; its viewers wait.")]
    private static partial void LogAway(ILogger logger, Guid deploymentId, Exception exception);
}
