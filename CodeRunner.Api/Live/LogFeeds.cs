using System.Text.Json;
using CodeRunner.Contracts.Live;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>The log feeds of the deployments that somebody watches through this Api, one each: a batch is unpacked once, however many watch.</summary>
internal sealed partial class LogFeeds(SharedSubscriptions subscriptions, ILogger<LogFeeds> logger)
{
    private readonly SharedFeeds<LogFeed> feeds = new(subscriptions, LiveChannels.Logs, _ => new LogFeed(), (feed, message) => Take(feed, message, logger));

    public IReadOnlyList<Guid> Watched => feeds.Watched;

    public Task<SharedFeeds<LogFeed>.Lease> JoinAsync(Guid deploymentId) => feeds.JoinAsync(deploymentId);

    public void Reached(Guid deploymentId, long head) => feeds.Find(deploymentId)?.Reached(head);

    private static void Take(LogFeed feed, RedisValue message, ILogger logger)
    {
        try
        {
            feed.Add(LiveBatch.Of(LogBatch.FromMessage(message)));
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException)
        {
            LogUnreadable(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of log lines could not be read; history has them.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);
}
