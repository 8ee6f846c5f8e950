using System.Threading.Channels;
using CodeRunner.Worker.Live;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CodeRunner.Worker.Logs;

/// <summary>
/// Collects lines for a moment and stores each deployment's in one transaction, as long as this Worker may write for the deployment. While the database is away its
/// writers wait; what could not be stored in time stays in the sandbox's segments, where whoever acts for the deployment next reads it again.
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
        items.Writer.WriteAsync(new Item(entry, null, null), cancellationToken);

    public async Task FlushAsync(Ownership ownership, CancellationToken cancellationToken)
    {
        // Lines are stored in the order of their arrival, so a marker behind them is enough.
        var marker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await items.Writer.WriteAsync(new Item(null, ownership, marker), cancellationToken);
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
        var groups = batch.Where(item => item.Entry is not null).Select(item => item.Entry!).GroupBy(entry => entry.Ownership);
        await Parallel.ForEachAsync(
            groups,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
            async (group, token) => await StoreGroupAsync(group.Key, [.. group], token));
        foreach (var item in batch.Where(item => item.Flushed is not null))
            Answer(item.Ownership!, item.Flushed!);
    }

    /// <summary>A line that was refused must not be acknowledged: its space would be used again, and it would be nowhere.</summary>
    private static void Answer(Ownership ownership, TaskCompletionSource flushed)
    {
        if (ownership.IsLost)
            flushed.TrySetException(new LeaseLostException(ownership.DeploymentId, ownership.Generation));
        else
            flushed.TrySetResult();
    }

    private async Task StoreGroupAsync(Ownership ownership, List<LogEntry> entries, CancellationToken cancellationToken)
    {
        var deploymentId = ownership.DeploymentId;
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                ownership.ThrowIfStale();
                if (await writer.WriteAsync(ownership, entries, cancellationToken) is { } stored)
                    live.Publish(stored);
                return;
            }
            catch (LeaseLostException)
            {
                // Another Worker stores them, from the last one that is stored on. Or the deployment is deleted, and its history with it.
                ownership.Lose();
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

    private sealed record Item(LogEntry? Entry, Ownership? Ownership, TaskCompletionSource? Flushed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} log lines of deployment {DeploymentId} are not stored yet")]
    private static partial void NotStored(ILogger logger, Exception exception, int count, Guid deploymentId);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL refused {Count} log lines of deployment {DeploymentId} for what is in them")]
    private static partial void Refused(ILogger logger, Exception exception, int count, Guid deploymentId);
}
