using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Live;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>Collects the state changes that a request makes, and tells them to all who watch once it has committed. Lost with Redis: pages also read.</summary>
internal sealed partial class Announcements(IConnectionMultiplexer redis, TimeProvider time, ILogger<Announcements> logger)
{
    private readonly List<StateChange> changes = [];

    public void Add(Deployment deployment) => Add("deployment", deployment.Id, deployment, deployment.State, deployment.Reason);

    public void Add(Release release, Deployment deployment) => Add("release", release.Id, deployment, release.State, release.Reason);

    public async Task PublishAsync()
    {
        try
        {
            foreach (var change in changes)
            {
                await redis.GetSubscriber().PublishAsync(
                    RedisChannel.Literal(LiveChannels.States(change.ProjectId)), JsonSerializer.Serialize(change, Wire.Json), CommandFlags.FireAndForget);
            }
        }
        catch (RedisException exception)
        {
            LogUntold(logger, exception);
        }
    }

    private void Add<TState>(string kind, Guid id, Deployment deployment, TState state, Reason? reason)
        where TState : struct, Enum => changes.Add(
        new StateChange(kind, id, deployment.ProjectId, deployment.Id, state.ToString().ToLowerInvariant(), reason, time.GetUtcNow()));

    [LoggerMessage(Level = LogLevel.Debug, Message = "State changes were not told: Redis is away.")]
    private static partial void LogUntold(ILogger logger, Exception exception);
}
