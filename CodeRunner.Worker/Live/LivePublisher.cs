using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Live;
using CodeRunner.Core.Metrics;
using StackExchange.Redis;

namespace CodeRunner.Worker.Live;

/// <summary>Tells those who watch now. When Redis is away, nothing waits, and nothing of what is stored is lost.</summary>
public sealed partial class LivePublisher(IConnectionMultiplexer redis, ILogger<LivePublisher> logger)
{
    public void Publish(Guid deploymentId, LogBatch batch) => Send(LiveChannels.Logs(deploymentId), batch.ToMessage());

    public void Publish(StateChange change) => Send(LiveChannels.States(change.ProjectId), JsonSerializer.SerializeToUtf8Bytes(change, Wire.Json));

    public void Publish(AlertResponse alert) => Send(LiveChannels.Alerts(alert.ProjectId), JsonSerializer.SerializeToUtf8Bytes(alert, Wire.Json));

    /// <summary>What this Worker saw in one second: not stored yet, and no loss when nobody hears it.</summary>
    public void Publish(MetricPart part) => Send(LiveChannels.Samples(part.DeploymentId), part.Packed);

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
