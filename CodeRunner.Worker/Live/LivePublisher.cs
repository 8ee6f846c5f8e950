using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Live;
using StackExchange.Redis;

namespace CodeRunner.Worker.Live;

/// <summary>Tells those who watch now. What it says is stored already: when Redis is away, nothing waits and nothing is lost.</summary>
public sealed partial class LivePublisher(IConnectionMultiplexer redis, ILogger<LivePublisher> logger)
{
    public void Publish(Guid deploymentId, LogBatch batch) => Send(LiveChannels.Logs(deploymentId), batch.ToMessage());

    public void Publish(StateChange change) => Send(LiveChannels.States(change.ProjectId), JsonSerializer.SerializeToUtf8Bytes(change, Wire.Json));

    public void Publish(AlertResponse alert) => Send(LiveChannels.Alerts(alert.ProjectId), JsonSerializer.SerializeToUtf8Bytes(alert, Wire.Json));

    private void Send(string channel, byte[] message)
    {
        if (!redis.IsConnected)
            return;
        try
        {
            redis.GetSubscriber().Publish(RedisChannel.Literal(channel), message, CommandFlags.FireAndForget);
        }
        catch (RedisException exception)
        {
            NotSent(logger, exception, channel);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nobody heard a message on {Channel}")]
    private static partial void NotSent(ILogger logger, Exception exception, string channel);
}
