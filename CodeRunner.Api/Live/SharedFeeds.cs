using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>What is heard of a deployment over one channel, put together once for all who watch it through this Api, however many they are. It is there while somebody does.</summary>
internal sealed class SharedFeeds<TFeed>(SharedSubscriptions subscriptions, Func<Guid, string> channelOf, Func<Guid, TFeed> make, Action<TFeed, RedisValue> take)
    where TFeed : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Entry> entries = [];

    public IReadOnlyList<Guid> Watched
    {
        get
        {
            lock (gate)
                return [.. entries.Keys];
        }
    }

    public TFeed? Find(Guid deploymentId)
    {
        lock (gate)
            return entries.GetValueOrDefault(deploymentId)?.Feed;
    }

    /// <summary>Returns when the channel is being listened to, or after a moment while Redis is away.</summary>
    public async Task<Lease> JoinAsync(Guid deploymentId)
    {
        Entry entry;
        lock (gate)
        {
            if (!entries.TryGetValue(deploymentId, out entry!))
            {
                var feed = make(deploymentId);
                entries[deploymentId] = entry = new Entry(feed, subscriptions.JoinAsync(channelOf(deploymentId), message => take(feed, message)));
            }
            entry.Viewers++;
        }
        await entry.Listening;
        return new Lease(entry.Feed, () => Leave(deploymentId, entry));
    }

    private void Leave(Guid deploymentId, Entry entry)
    {
        lock (gate)
        {
            if (--entry.Viewers > 0)
                return;
            entries.Remove(deploymentId);
        }
        // It was awaited by whoever joined.
        entry.Listening.Result.Dispose();
    }

    internal sealed class Lease(TFeed feed, Action leave) : IDisposable
    {
        private Action? leave = leave;

        public TFeed Feed { get; } = feed;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }

    private sealed class Entry(TFeed feed, Task<IDisposable> listening)
    {
        public TFeed Feed { get; } = feed;

        public Task<IDisposable> Listening { get; } = listening;

        public int Viewers { get; set; }
    }
}
