using System.Collections.Concurrent;
using CodeRunner.Worker.Live;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CodeRunner.Worker.Logs;

/// <summary>
/// Stores lines as they come, each deployment's in one transaction at a time: the first at once, and what arrives meanwhile together. While the database is away writers
/// wait; what could not be stored in time stays in the sandbox's segments, where whoever acts for the deployment next reads it again.
/// </summary>
internal sealed partial class LogStore : IHostedService, ILogSink, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(3);

    /// <summary>However many deployments write at once, this many connections serve them.</summary>
    private const int MostAtOnce = 8;

    private readonly ConcurrentDictionary<Ownership, LogQueue> queues = new();
    private readonly ConcurrentDictionary<Task, bool> pumps = new();
    private readonly SemaphoreSlim turns = new(MostAtOnce);
    private readonly CancellationTokenSource stopping = new();
    private readonly LogWriter writer;
    private readonly LivePublisher live;
    private readonly TimeProvider clock;
    private readonly LogOptions options;
    private readonly ILogger<LogStore> logger;

    public LogStore(LogWriter writer, LivePublisher live, Ownerships ownerships, TimeProvider clock, IOptions<LogOptions> options, ILogger<LogStore> logger)
    {
        (this.writer, this.live, this.clock, this.options, this.logger) = (writer, live, clock, options.Value, logger);
        ownerships.Closed += Forget;
    }

    public async ValueTask WriteAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        var queue = QueueOf(entry.Ownership);
        if (await queue.AddAsync(entry, cancellationToken))
            Pump(entry.Ownership, queue);
    }

    public async Task FlushAsync(Ownership ownership, CancellationToken cancellationToken)
    {
        var marker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = QueueOf(ownership);
        if (queue.AddMarker(marker))
            Pump(ownership, queue);
        await marker.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lines that were written and are not stored yet.</summary>
    public int CountWaiting() => queues.Values.Sum(queue => queue.Count);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The Worker ends: one more try for what is in memory. What does not get there is still unacknowledged in its sandbox.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stopping.CancelAfter(LastTry);
        await Task.WhenAll(pumps.Keys);
        await stopping.CancelAsync();
    }

    public void Dispose()
    {
        stopping.Dispose();
        turns.Dispose();
    }

    private LogQueue QueueOf(Ownership ownership) => queues.GetOrAdd(ownership, _ => new LogQueue(options));

    private void Forget(Ownership ownership)
    {
        if (queues.TryGetValue(ownership, out var queue) && queue.IsIdle)
            queues.TryRemove(KeyValuePair.Create(ownership, queue));
    }

    private void Pump(Ownership ownership, LogQueue queue)
    {
        var pump = Detached.Run(() => PumpAsync(ownership, queue));
        pumps[pump] = true;
        pump.ContinueWith(_ => pumps.TryRemove(pump, out var _), TaskScheduler.Default);
    }

    private async Task PumpAsync(Ownership ownership, LogQueue queue)
    {
        while (queue.TryTake(out var entries, out var markers))
        {
            var began = clock.GetTimestamp();
            try
            {
                if (entries.Count > 0)
                    await StoreAsync(ownership, queue.Place, entries, stopping.Token);
                markers.ForEach(marker => Answer(ownership, marker));
                if (!queue.IsLarge && Period() - clock.GetElapsedTime(began) is { Ticks: > 0 } rest)
                    await clock.Wait(rest, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                markers.ForEach(marker => marker.TrySetCanceled());
            }
        }
        if (!ownership.MayWrite)
            Forget(ownership);
    }

    /// <summary>From one store of a deployment to the next: all deployments together are stored so many times a second at most, until one would wait too long.</summary>
    private TimeSpan Period()
    {
        var fair = options.BatchTime * pumps.Count;
        return fair < options.MaxBatchTime ? fair : options.MaxBatchTime;
    }

    /// <summary>A line that was refused must not be acknowledged: its space would be used again, and it would be nowhere.</summary>
    private static void Answer(Ownership ownership, TaskCompletionSource flushed)
    {
        if (ownership.IsLost)
            flushed.TrySetException(new LeaseLostException(ownership.DeploymentId, ownership.Generation));
        else
            flushed.TrySetResult();
    }

    private async Task StoreAsync(Ownership ownership, LogPlace place, List<LogEntry> entries, CancellationToken cancellationToken)
    {
        var batch = Guid.NewGuid();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await TryStoreAsync(ownership, place, batch, entries, cancellationToken))
                return;
            await clock.Wait(pause, cancellationToken);
        }
    }

    /// <summary>False: try again later.</summary>
    private async Task<bool> TryStoreAsync(Ownership ownership, LogPlace place, Guid batch, List<LogEntry> entries, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            ownership.ThrowIfStale();
            if (await writer.WriteAsync(ownership, batch, entries, place, cancellationToken) is { } stored)
            {
                LogMetrics.Stored(stored);
                live.Publish(ownership.DeploymentId, stored);
            }
            return true;
        }
        catch (LeaseLostException)
        {
            // Another Worker stores them, from the last one that is stored on. Or the deployment is deleted, and its history with it.
            ownership.Lose();
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // The deployment is deleted, and its history with it.
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotStored(logger, exception, entries.Count, ownership.DeploymentId);
            return false;
        }
        finally
        {
            turns.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} log lines of deployment {DeploymentId} are not stored yet")]
    private static partial void NotStored(ILogger logger, Exception exception, int count, Guid deploymentId);
}
