using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Live;
using StackExchange.Redis;

namespace CodeRunner.Worker.Live;

/// <summary>Tells those who watch now. What it says is stored already: when Redis is away, nothing waits and nothing is lost.</summary>
public sealed partial class LivePublisher(IConnectionMultiplexer redis, ILogger<LivePublisher> logger)
{
    public void Publish(LogBatch batch) => Send(LiveChannels.Logs(batch.DeploymentId), batch);

    public void Publish(StateChange change) => Send(LiveChannels.States(change.ProjectId), change);

    private void Send<T>(string channel, T message)
    {
        if (!redis.IsConnected)
            return;
        try
        {
            var payload = JsonSerializer.SerializeToUtf8Bytes(message, Wire.Json);
            redis.GetSubscriber().Publish(RedisChannel.Literal(channel), payload, CommandFlags.FireAndForget);
        }
        catch (RedisException exception)
        {
            NotSent(logger, exception, channel);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nobody heard a message on {Channel}")]
    private static partial void NotSent(ILogger logger, Exception exception, string channel);
}
