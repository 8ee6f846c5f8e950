using CodeRunner.Contracts.Live;

namespace CodeRunner.Api.Live;

/// <summary>The samples of the deployments that somebody watches through this Api, put together once for all of them.</summary>
internal sealed class SampleFeeds(SharedSubscriptions subscriptions, TimeProvider time, ILogger<SampleFeeds> logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, (SampleFeed Feed, Task<IDisposable> Listening, int Viewers)> feeds = [];

    /// <summary>Calls <paramref name="handler"/> with each sample until the answer is disposed. It must not block.</summary>
    public async Task<IDisposable> JoinAsync(Guid deploymentId, Action<LiveSample> handler)
    {
        SampleFeed feed;
        Task<IDisposable> listening;
        lock (gate)
        {
            if (feeds.TryGetValue(deploymentId, out var known))
                (feed, listening) = (known.Feed, known.Listening);
            else
            {
                var made = feed = new SampleFeed(deploymentId, time, logger);
                listening = subscriptions.JoinAsync(LiveChannels.Samples(deploymentId), message => made.Take(message));
            }
            feeds[deploymentId] = (feed, listening, known.Viewers + 1);
            feed.Add(handler);
        }
        await listening;
        return new Membership(() => Leave(deploymentId, feed, handler));
    }

    private void Leave(Guid deploymentId, SampleFeed feed, Action<LiveSample> handler)
    {
        Task<IDisposable> listening;
        lock (gate)
        {
            feed.Remove(handler);
            var known = feeds[deploymentId];
            listening = known.Listening;
            if (known.Viewers > 1)
            {
                feeds[deploymentId] = known with { Viewers = known.Viewers - 1 };
                return;
            }
            feeds.Remove(deploymentId);
        }
        // It was awaited by whoever joined.
        listening.Result.Dispose();
    }

    private sealed class Membership(Action leave) : IDisposable
    {
        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
