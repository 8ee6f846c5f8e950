using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Data;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Metrics;

/// <summary>
/// Stores parts, those of all deployments together. While the database is away they wait, up to a bound; beyond it the oldest are dropped, and nobody knows of those seconds.
/// What was perhaps stored is stored again: it is the same then.
/// </summary>
internal sealed partial class PartStore(Database database, TimeProvider clock, IOptions<MetricOptions> options, ILogger<PartStore> logger) : BackgroundService
{
    private const int PartsAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(3);

    private readonly Guid source = Guid.CreateVersion7();
    private readonly Queue<MetricPart> waiting = [];
    private readonly SemaphoreSlim news = new(0, 1);
    private readonly Lock gate = new();
    private long bytes;

    public void Add(IReadOnlyCollection<MetricPart> parts)
    {
        if (parts.Count == 0)
            return;
        var dropped = 0;
        lock (gate)
        {
            foreach (var part in parts)
            {
                waiting.Enqueue(part);
                bytes += part.Packed.Length;
            }
            for (; bytes > options.Value.MaxPendingBytes; dropped++)
                Drop();
            if (news.CurrentCount == 0)
                news.Release();
        }
        if (dropped > 0)
            Dropped(logger, dropped);
    }

    /// <summary>One more try for what is in memory.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LastTry);
        while (Waiting() is { Count: > 0 } parts && await TryStoreAsync(parts, limit.Token))
            Forget(parts);
    }

    public override void Dispose()
    {
        news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await news.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!stoppingToken.IsCancellationRequested && Waiting() is { Count: > 0 } parts)
            {
                if (await TryStoreAsync(parts, stoppingToken))
                    Forget(parts);
                else
                    await clock.Wait(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private List<MetricPart> Waiting()
    {
        lock (gate)
            return [.. waiting.Take(PartsAtOnce)];
    }

    /// <summary>They are stored; some of them may have been dropped meanwhile.</summary>
    private void Forget(List<MetricPart> parts)
    {
        lock (gate)
        {
            for (var index = 0; index < parts.Count; index++)
            {
                if (waiting.TryPeek(out var first) && first == parts[index])
                    Drop();
            }
        }
    }

    private void Drop() => bytes -= waiting.Dequeue().Packed.Length;

    private async Task<bool> TryStoreAsync(List<MetricPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            await MetricStore.InsertAsync(database.Source, source, parts, cancellationToken);
            return true;
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
                NotStored(logger, exception, parts.Count);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} parts of metrics are not stored yet")]
    private static partial void NotStored(ILogger logger, Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} parts of metrics were dropped: the database has been away for too long")]
    private static partial void Dropped(ILogger logger, int count);
}
