using System.Runtime.CompilerServices;
using CodeRunner.Api.Logs;
using Npgsql;

namespace CodeRunner.Api.Live;

/// <summary>A deployment's log from a place on and without an end: every line once and in order, from Redis where it can and from history where it must.</summary>
internal sealed partial class LiveLogs(LogFeeds feeds, IServiceScopeFactory scopes, ILogger<LiveLogs> logger)
{
    private const int FirstLines = 200;

    /// <summary>Packed. However many catch up at once, and however slowly, each holds no more of history.</summary>
    private const int HistoryBytes = 64 * 1024;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Begins after the cursor, or with the last 200 lines. An empty batch means that nothing happened for a while.</summary>
    public async IAsyncEnumerable<LiveBatch> FollowAsync(Guid deploymentId, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Listening comes first: what is stored while history is read is then heard of.
        using var lease = await feeds.JoinAsync(deploymentId);
        var feed = lease.Feed;
        var (seen, complete) = (after, false);
        while (true)
        {
            var news = feed.News;
            var batches = seen is { } cursor ? feed.Read(cursor) : [];
            if (batches.Count == 0 && (!complete || feed.Head > seen))
            {
                var history = await ReadAsync(deploymentId, seen, cancellationToken);
                complete = seen is null ? history is not null : history is [];
                // Either the database is away, or news came before the rows: not a reason to spin.
                if (history is null || (history is [] && feed.Head > seen))
                    await Task.Delay(Pause, cancellationToken);
                batches = history ?? [];
            }
            foreach (var batch in batches.Select(batch => batch.Behind(seen ?? 0)))
            {
                seen = batch.Last;
                if (!batch.IsEmpty)
                    yield return batch;
            }
            if (batches.Count == 0 && complete && feed.Head <= seen && !await WaitAsync(news, cancellationToken))
                yield return LiveBatch.Nothing;
        }
    }

    /// <summary>False: nothing happened for a while.</summary>
    private static async Task<bool> WaitAsync(Task news, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(Heartbeat, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>The next part of history, none at its end; null while the database is away.</summary>
    private async Task<IReadOnlyList<LiveBatch>?> ReadAsync(Guid deploymentId, long? after, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var history = scope.ServiceProvider.GetRequiredService<LogHistory>();
            return after is { } cursor
                ? await history.ReadBatchesAsync(deploymentId, cursor, HistoryBytes, cancellationToken)
                : [await ReadLastAsync(history, deploymentId, cancellationToken)];
        }
        catch (Exception exception) when (IsOutage(exception) && !cancellationToken.IsCancellationRequested)
        {
            LogAway(logger, deploymentId, exception);
            return null;
        }
    }

    private static async Task<LiveBatch> ReadLastAsync(LogHistory history, Guid deploymentId, CancellationToken cancellationToken)
    {
        var slice = await history.ReadAsync(deploymentId, new LogFilter { Limit = FirstLines }, cancellationToken);
        return LiveBatch.Of(slice.Records, 0, slice.Through);
    }

    private static bool IsOutage(Exception? exception) => exception is not null
        && (exception is NpgsqlException or TimeoutException || IsOutage(exception.InnerException));

    [LoggerMessage(Level = LogLevel.Warning, Message = "History of {DeploymentId} can't be read right now; its viewers wait.")]
    private static partial void LogAway(ILogger logger, Guid deploymentId, Exception exception);
}
