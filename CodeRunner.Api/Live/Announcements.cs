using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Live;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>Collects the changes that a request makes of states and alerts, and tells them to all who watch once it has committed. Lost with Redis: pages also read.</summary>
internal sealed partial class Announcements(IConnectionMultiplexer redis, TimeProvider time, ILogger<Announcements> logger)
{
    private readonly List<(string Channel, object Message)> told = [];

    public void Add(Deployment deployment) => Add("deployment", deployment.Id, deployment, deployment.State, deployment.Reason);

    public void Add(AlertResponse alert) => told.Add((LiveChannels.Alerts(alert.ProjectId), alert));

    public void Add(Release release, Deployment deployment) => Add("release", release.Id, deployment, release.State, release.Reason);

    public async Task PublishAsync()
    {
        try
        {
            foreach (var (channel, message) in told)
            {
                await redis.GetSubscriber().PublishAsync(
                    RedisChannel.Literal(channel), JsonSerializer.Serialize(message, message.GetType(), Wire.Json), CommandFlags.FireAndForget);
            }
        }
        catch (RedisException exception)
        {
            LogUntold(logger, exception);
        }
    }

    private void Add<TState>(string kind, Guid id, Deployment deployment, TState state, Reason? reason)
        where TState : struct, Enum => told.Add((
        LiveChannels.States(deployment.ProjectId),
        new StateChange(kind, id, deployment.ProjectId, deployment.Id, state.ToString().ToLowerInvariant(), reason, time.GetUtcNow())));

    [LoggerMessage(Level = LogLevel.Debug, Message = "State changes were not told: Redis is away.")]
    private static partial void LogUntold(ILogger logger, Exception exception);
}
