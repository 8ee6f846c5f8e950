using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Data;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Metrics;

/// <summary>
/// Stores parts, those of all deployments together. While the database is away they wait, up to a bound; beyond it the oldest are dropped, and nobody knows of those seconds.
/// What was perhaps stored is stored again: it is the same then. Where the clock was set back, the same seconds come twice: from then on they are as another Worker's, to be
/// added up.
/// </summary>
internal sealed partial class PartStore(Database database, TimeProvider clock, IOptions<MetricOptions> options, ILogger<PartStore> logger) : BackgroundService
{
    private const int PartsAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(3);

    private readonly Queue<(Guid Source, MetricPart Part)> waiting = [];
    private readonly SemaphoreSlim news = new(0, 1);
    private readonly Lock gate = new();
    private Guid source = Guid.CreateVersion7();
    private long newest = -1;
    private long bytes;

    /// <summary>All that was seen of one block of seconds.</summary>
    public void Add(IReadOnlyCollection<MetricPart> parts)
    {
        if (parts.Count == 0)
            return;
        var dropped = 0;
        lock (gate)
        {
            var start = parts.First().Start;
            if (start <= newest)
                source = Guid.CreateVersion7();
            newest = start;
            foreach (var part in parts)
            {
                waiting.Enqueue((source, part));
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

    /// <summary>Of one source, and so each only once.</summary>
    private List<(Guid Source, MetricPart Part)> Waiting()
    {
        lock (gate)
            return waiting.TryPeek(out var first) ? [.. waiting.Take(PartsAtOnce).TakeWhile(each => each.Source == first.Source)] : [];
    }

    /// <summary>They are stored; some of them may have been dropped meanwhile.</summary>
    private void Forget(List<(Guid Source, MetricPart Part)> parts)
    {
        lock (gate)
        {
            for (var index = 0; index < parts.Count; index++)
            {
                if (waiting.TryPeek(out var first) && first.Part == parts[index].Part)
                    Drop();
            }
        }
    }

    private void Drop() => bytes -= waiting.Dequeue().Part.Packed.Length;

    private async Task<bool> TryStoreAsync(List<(Guid Source, MetricPart Part)> parts, CancellationToken cancellationToken)
    {
        try
        {
            var late = await MetricStore.InsertAsync(database.Source, parts[0].Source, parts.ConvertAll(each => each.Part), cancellationToken);
            if (late > 0)
                Late(logger, late);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} parts of metrics came too late and were dropped: their time is rolled up already")]
    private static partial void Late(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} parts of metrics were dropped: the database has been away for too long")]
    private static partial void Dropped(ILogger logger, int count);
}
