using CodeRunner.Contracts.Live;

namespace CodeRunner.Api.Live;

/// <summary>The samples of the deployments that somebody watches through this Api, put together once for all of them.</summary>
internal sealed class SampleFeeds(SharedSubscriptions subscriptions, TimeProvider time, ILogger<SampleFeeds> logger)
{
    private readonly SharedFeeds<SampleFeed> feeds = new(subscriptions, LiveChannels.Samples, id => new SampleFeed(id, time, logger), (feed, message) => feed.Take(message));

    /// <summary>Calls <paramref name="handler"/> with each sample until the answer is disposed. It must not block.</summary>
    public async Task<IDisposable> JoinAsync(Guid deploymentId, Action<LiveSample> handler)
    {
        var lease = await feeds.JoinAsync(deploymentId);
        lease.Feed.Add(handler);
        return new Listening(lease, handler);
    }

    private sealed class Listening(SharedFeeds<SampleFeed>.Lease lease, Action<LiveSample> handler) : IDisposable
    {
        public void Dispose()
        {
            lease.Feed.Remove(handler);
            lease.Dispose();
        }
    }
}
