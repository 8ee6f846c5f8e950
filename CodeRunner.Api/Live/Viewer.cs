using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace CodeRunner.Api.Live;

/// <summary>One connection to the hub and what it watches. Everything it is sent is pulled at its own pace.</summary>
internal sealed partial class Viewer : IAsyncDisposable
{
    /// <summary>Deployments and projects that one connection may watch.</summary>
    public const int MostSubscriptions = 50;

    private readonly ISingleClientProxy client;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ending = new();
    private readonly PendingNews news = new();
    private readonly ConcurrentDictionary<Guid, Subscription> subscriptions = [];
    private readonly Task newsPump;

    public Viewer(ISingleClientProxy client, StateGate gate, ILogger logger)
    {
        (this.client, this.logger, Gate) = (client, logger, gate);
        newsPump = Task.Run(PumpNewsAsync);
    }

    public StateGate Gate { get; }

    public bool IsFull(Guid wanted) => subscriptions.Count >= MostSubscriptions && !subscriptions.ContainsKey(wanted);

    /// <summary>Sends the log's batches as they come, and what <paramref name="keep"/> holds is let go at the end.</summary>
    public async Task FollowAsync(Guid deploymentId, Func<CancellationToken, IAsyncEnumerable<LiveBatch>> follow, params IDisposable[] keep)
    {
        // The earlier one is quiet before the new one begins: no line comes twice or late.
        await DropAsync(deploymentId);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        subscriptions[deploymentId] = new Subscription(stop, keep, PumpLinesAsync(follow(stop.Token), stop.Token));
    }

    public async Task HoldAsync(Guid projectId, params IDisposable[] keep)
    {
        await DropAsync(projectId);
        subscriptions[projectId] = new Subscription(new CancellationTokenSource(), keep, Task.CompletedTask);
    }

    public void Tell(News told) => news.Add(told);

    public async Task DropAsync(Guid id)
    {
        if (subscriptions.TryRemove(id, out var subscription))
            await subscription.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        foreach (var id in subscriptions.Keys)
            await DropAsync(id);
        await newsPump;
        ending.Dispose();
    }

    private async Task PumpLinesAsync(IAsyncEnumerable<LiveBatch> batches, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await foreach (var batch in batches)
            {
                foreach (var part in batch.Parts)
                    await client.SendAsync("lines", new RawJson(part), cancellationToken);
            }
        }
        catch (Exception exception)
        {
            LogEnd(exception, cancellationToken);
        }
    }

    private async Task PumpNewsAsync()
    {
        try
        {
            while (true)
            {
                foreach (var each in await news.TakeAsync(ending.Token))
                {
                    if (await Gate.LetsThroughAsync(each, ending.Token))
                        await client.SendAsync(each.Method, each.Message, ending.Token);
                }
            }
        }
        catch (Exception exception)
        {
            LogEnd(exception, ending.Token);
        }
    }

    private void LogEnd(Exception exception, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            LogBroken(logger, exception);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A viewer's stream broke.")]
    private static partial void LogBroken(ILogger logger, Exception exception);

    private sealed class Subscription(CancellationTokenSource stop, IReadOnlyList<IDisposable> keep, Task pump) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await pump;
            foreach (var kept in keep)
                kept.Dispose();
            stop.Dispose();
        }
    }
}
