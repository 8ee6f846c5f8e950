using CodeRunner.Contracts.Live;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>The feeds of the deployments that somebody watches through this Api, one each.</summary>
internal sealed partial class LogFeeds(SharedSubscriptions subscriptions, ILogger<LogFeeds> logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, (LogFeed Feed, int Viewers)> feeds = [];

    public IReadOnlyList<Guid> Watched
    {
        get
        {
            lock (gate)
                return [.. feeds.Keys];
        }
    }

    public async Task<Lease> JoinAsync(Guid deploymentId)
    {
        LogFeed feed;
        lock (gate)
        {
            var entry = feeds.GetValueOrDefault(deploymentId, (Feed: new LogFeed(), Viewers: 0));
            feeds[deploymentId] = (feed = entry.Feed, entry.Viewers + 1);
        }
        // Each viewer listens: the feed drops what it has already. The subscription in Redis is one.
        var listening = await subscriptions.JoinAsync(LiveChannels.Logs(deploymentId), message => Take(feed, message));
        return new Lease(feed, () =>
        {
            listening.Dispose();
            Leave(deploymentId);
        });
    }

    public void Reached(Guid deploymentId, long head)
    {
        lock (gate)
        {
            if (feeds.TryGetValue(deploymentId, out var entry))
                entry.Feed.Reached(head);
        }
    }

    private void Leave(Guid deploymentId)
    {
        lock (gate)
        {
            var (feed, viewers) = feeds[deploymentId];
            if (viewers == 1)
                feeds.Remove(deploymentId);
            else
                feeds[deploymentId] = (feed, viewers - 1);
        }
    }

    private void Take(LogFeed feed, RedisValue message)
    {
        try
        {
            feed.Add(LiveBatch.Of(LogBatch.FromMessage(message)));
        }
        catch (InvalidDataException exception)
        {
            LogUnreadable(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of log lines could not be read; history has them.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);

    internal sealed class Lease(LogFeed feed, Action leave) : IDisposable
    {
        public LogFeed Feed { get; } = feed;

        public void Dispose() => leave();
    }
}
