using System.Collections.Immutable;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>One Redis subscription a channel for this whole process, however many listen; it ends with the last of them.</summary>
internal sealed partial class SharedSubscriptions(IConnectionMultiplexer redis, ILogger<SharedSubscriptions> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Subscription> subscriptions = [];

    /// <summary>Returns when the channel is being listened to; or after a moment, while Redis is away: then <see cref="Repair"/> gets it going later.</summary>
    public async Task<IDisposable> JoinAsync(string channel, Action<RedisValue> handler)
    {
        Subscription subscription;
        lock (gate)
        {
            if (!subscriptions.TryGetValue(channel, out subscription!))
            {
                subscription = subscriptions[channel] = new Subscription(channel);
                subscription.Queue = SubscribeAsync(subscription);
            }
            subscription.Handlers = subscription.Handlers.Add(handler);
        }
        await Task.WhenAny(subscription.Queue, Task.Delay(Patience));
        return new Membership(() => Leave(subscription, handler));
    }

    /// <summary>Tries again what could not be subscribed to.</summary>
    public void Repair()
    {
        lock (gate)
        {
            foreach (var subscription in subscriptions.Values.Where(each => each.Queue is { IsCompletedSuccessfully: true, Result: null }))
                subscription.Queue = SubscribeAsync(subscription);
        }
    }

    private async Task<ChannelMessageQueue?> SubscribeAsync(Subscription subscription)
    {
        try
        {
            var queue = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(subscription.Channel));
            queue.OnMessage(message =>
            {
                foreach (var handler in subscription.Handlers)
                    handler(message.Message);
            });
            return queue;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogDeaf(logger, subscription.Channel, exception);
            return null;
        }
    }

    private void Leave(Subscription subscription, Action<RedisValue> handler)
    {
        lock (gate)
        {
            subscription.Handlers = subscription.Handlers.Remove(handler);
            if (subscription.Handlers.IsEmpty && subscriptions.Remove(subscription.Channel))
                _ = EndAsync(subscription);
        }
    }

    private static async Task EndAsync(Subscription subscription)
    {
        if (await subscription.Queue is { } queue)
            queue.Unsubscribe(CommandFlags.FireAndForget);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} can't be listened to; history is read meanwhile.")]
    private static partial void LogDeaf(ILogger logger, string channel, Exception exception);

    private sealed class Subscription(string channel)
    {
        public string Channel { get; } = channel;

        public ImmutableArray<Action<RedisValue>> Handlers { get; set; } = [];

        public Task<ChannelMessageQueue?> Queue { get; set; } = null!;
    }

    private sealed class Membership(Action leave) : IDisposable
    {
        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
