using System.Collections.Concurrent;
using System.Threading.Channels;
using CodeRunner.Contracts.Live;
using CodeRunner.Core.Metrics;
using StackExchange.Redis;

namespace CodeRunner.Worker.Scaling;

/// <summary>What is measured of deployments that scale by themselves, each second. Without Redis it is what this Worker saw.</summary>
internal sealed partial class ScaleFeed(IConnectionMultiplexer redis, ILogger<ScaleFeed> logger)
{
    private readonly ConcurrentDictionary<Guid, ToldSeconds> watched = new();
    private readonly Channel<long> told = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Whether the other Workers can be heard.</summary>
    public bool IsWhole => redis.IsConnected;

    /// <summary>Seconds of which this Worker has told all that it saw; only the newest waits.</summary>
    public ChannelReader<long> Seconds => told.Reader;

    /// <summary>All that this Worker saw in a second. To be called before others are told.</summary>
    public void Tell(long second, IEnumerable<MetricPart> parts)
    {
        if (!watched.IsEmpty)
        {
            foreach (var part in parts)
                watched.GetValueOrDefault(part.DeploymentId)?.TellOwn(part);
        }
        told.Writer.TryWrite(second);
    }

    public ToldSeconds Watch(Guid deploymentId)
    {
        var seconds = watched.GetOrAdd(deploymentId, _ => new ToldSeconds());
        Try(subscriber => subscriber.Subscribe(ChannelOf(deploymentId), (_, message) => Hear(seconds, message), CommandFlags.FireAndForget));
        return seconds;
    }

    public void Leave(Guid deploymentId)
    {
        watched.TryRemove(deploymentId, out _);
        Try(subscriber => subscriber.Unsubscribe(ChannelOf(deploymentId), null, CommandFlags.FireAndForget));
    }

    private static RedisChannel ChannelOf(Guid deploymentId) => RedisChannel.Literal(LiveChannels.Samples(deploymentId));

    private void Hear(ToldSeconds seconds, RedisValue message)
    {
        try
        {
            seconds.Hear((byte[]?)message ?? []);
        }
        catch (InvalidDataException exception)
        {
            NotRead(logger, exception);
        }
    }

    private void Try(Action<ISubscriber> action)
    {
        try
        {
            action(redis.GetSubscriber());
        }
        catch (RedisException exception)
        {
            Deaf(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A part of what another Worker measured could not be read")]
    private static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What other Workers measure can't be listened to")]
    private static partial void Deaf(ILogger logger, Exception exception);
}
