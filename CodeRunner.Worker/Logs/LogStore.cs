using System.Threading.Channels;
using CodeRunner.Worker.Live;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CodeRunner.Worker.Logs;

/// <summary>
/// Collects lines for a moment and stores each deployment's in one transaction. While the database is away it holds what it has and its writers wait: what an app
/// writes meanwhile stays in its sandbox's segments.
/// </summary>
internal sealed partial class LogStore : BackgroundService, ILogSink
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<Item> items;
    private readonly LogWriter writer;
    private readonly LivePublisher live;
    private readonly TimeProvider clock;
    private readonly LogOptions options;
    private readonly ILogger<LogStore> logger;

    public LogStore(LogWriter writer, LivePublisher live, TimeProvider clock, IOptions<LogOptions> options, ILogger<LogStore> logger)
    {
        (this.writer, this.live, this.clock, this.options, this.logger) = (writer, live, clock, options.Value, logger);
        items = Channel.CreateBounded<Item>(new BoundedChannelOptions(this.options.MaxPendingLines) { SingleReader = true });
    }

    public ValueTask WriteAsync(LogEntry entry, CancellationToken cancellationToken) =>
        items.Writer.WriteAsync(new Item(entry, null), cancellationToken);

    public async Task FlushAsync(Guid sandboxId, CancellationToken cancellationToken)
    {
        // Lines are stored in the order of their arrival, so a marker behind them is enough.
        var marker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await items.Writer.WriteAsync(new Item(null, marker), cancellationToken);
        await marker.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Item>();
        try
        {
            while (await items.Reader.WaitToReadAsync(stoppingToken))
            {
                await CollectAsync(batch, stoppingToken);
                await StoreAsync(batch, stoppingToken);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await StoreRestAsync(batch);
        }
    }

    private async Task CollectAsync(List<Item> batch, CancellationToken cancellationToken)
    {
        Take(batch);
        if (batch.Count >= options.BatchLines)
            return;
        await clock.Wait(options.BatchTime, cancellationToken);
        Take(batch);
    }

    private void Take(List<Item> batch)
    {
        while (batch.Count < options.BatchLines && items.Reader.TryRead(out var item))
            batch.Add(item);
    }

    private async Task StoreAsync(List<Item> batch, CancellationToken cancellationToken)
    {
        var groups = batch.Where(item => item.Entry is not null).Select(item => item.Entry!).GroupBy(entry => entry.DeploymentId);
        await Parallel.ForEachAsync(
            groups,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
            async (group, token) => await StoreGroupAsync(group.Key, [.. group], token));
        foreach (var item in batch)
            item.Flushed?.TrySetResult();
    }

    private async Task StoreGroupAsync(Guid deploymentId, List<LogEntry> entries, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                if (await writer.WriteAsync(deploymentId, entries, cancellationToken) is { } stored)
                    live.Publish(stored);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                // The deployment is deleted, and its history with it.
                return;
            }
            catch (PostgresException exception) when (!exception.IsTransient && exception.SqlState.StartsWith("22", StringComparison.Ordinal))
            {
                Refused(logger, exception, entries.Count, deploymentId);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                NotStored(logger, exception, entries.Count, deploymentId);
                await clock.Wait(pause, cancellationToken);
            }
        }
    }

    /// <summary>The Worker ends: one more try for what is in memory. What does not get there is still unacknowledged in its sandbox.</summary>
    private async Task StoreRestAsync(List<Item> batch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        items.Writer.TryComplete();
        while (items.Reader.TryRead(out var item))
            batch.Add(item);
        try
        {
            await StoreAsync(batch, limit.Token);
        }
        catch (OperationCanceledException)
        {
            foreach (var item in batch)
                item.Flushed?.TrySetCanceled();
        }
    }

    private sealed record Item(LogEntry? Entry, TaskCompletionSource? Flushed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} log lines of deployment {DeploymentId} are not stored yet")]
    private static partial void NotStored(ILogger logger, Exception exception, int count, Guid deploymentId);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL refused {Count} log lines of deployment {DeploymentId} for what is in them")]
    private static partial void Refused(ILogger logger, Exception exception, int count, Guid deploymentId);
}
