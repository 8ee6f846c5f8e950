using System.Collections.Concurrent;
using System.Threading.Channels;
using CodeRunner.Api.Access;
using CodeRunner.Contracts.Live;
using Microsoft.AspNetCore.SignalR;

namespace CodeRunner.Api.Live;

/// <summary>One connection to the hub and what it watches. Everything it is sent is pulled at its own pace.</summary>
internal sealed partial class Viewer : IAsyncDisposable
{
    /// <summary>Deployments and projects that one connection may watch.</summary>
    public const int MostSubscriptions = 50;

    /// <summary>That wait for a slow connection: of more, the oldest are dropped. History has them.</summary>
    private const int MostSamples = 100;

    private readonly ISingleClientProxy client;
    private readonly Action close;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ending = new();
    private readonly PendingNews news = new();
    private readonly ConcurrentDictionary<(Guid Id, Watched What), Subscription> subscriptions = [];
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> sampled = [];
    private readonly Channel<LiveSample> samples = Channel.CreateBounded<LiveSample>(new BoundedChannelOptions(MostSamples) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task pumps;

    public Viewer(Caller caller, ISingleClientProxy client, Action close, StateGate gate, ILogger logger)
    {
        (Caller, this.client, this.close, this.logger, Gate) = (caller, client, close, logger, gate);
        pumps = Task.WhenAll(Task.Run(PumpNewsAsync), Task.Run(PumpSamplesAsync));
    }

    public Caller Caller { get; }

    public StateGate Gate { get; }

    /// <summary>Ends the connection: who still may opens another one.</summary>
    public void Close() => close();

    public bool IsFull(Guid wanted, Watched what) => subscriptions.Count >= MostSubscriptions && !subscriptions.ContainsKey((wanted, what));

    /// <summary>Sends the log's batches as they come, and what <paramref name="keep"/> holds is let go at the end.</summary>
    public async Task FollowAsync(Guid deploymentId, Func<CancellationToken, IAsyncEnumerable<LiveBatch>> follow, params IDisposable[] keep)
    {
        // The earlier one is quiet before the new one begins: no line comes twice or late.
        await DropAsync(deploymentId, Watched.All);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        subscriptions[(deploymentId, Watched.All)] = new Subscription(stop, keep, PumpLinesAsync(follow(stop.Token), stop.Token));
    }

    public async Task HoldAsync(Guid id, Watched what, params IDisposable[] keep)
    {
        await DropAsync(id, what);
        subscriptions[(id, what)] = new Subscription(new CancellationTokenSource(), keep, Task.CompletedTask);
    }

    public void Tell(News told) => news.Add(told);

    /// <summary>A deployment may be watched in two ways at once: each second is told once.</summary>
    public void Tell(LiveSample sample)
    {
        if (sampled.GetValueOrDefault(sample.DeploymentId) >= sample.Time)
            return;
        sampled[sample.DeploymentId] = sample.Time;
        samples.Writer.TryWrite(sample);
    }

    public async Task DropAsync(Guid id, Watched what)
    {
        if (subscriptions.TryRemove((id, what), out var subscription))
            await subscription.DisposeAsync();
        if (!subscriptions.Keys.Any(each => each.Id == id))
            sampled.TryRemove(id, out _);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        foreach (var (id, what) in subscriptions.Keys)
            await DropAsync(id, what);
        await pumps;
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

    private async Task PumpSamplesAsync()
    {
        try
        {
            await foreach (var sample in samples.Reader.ReadAllAsync(ending.Token))
                await client.SendAsync("sample", sample, ending.Token);
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
