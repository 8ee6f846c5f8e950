using System.Text.Json;
using CodeRunner.Api.Access;
using CodeRunner.Api.Logs;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Live;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>
/// What pages and clients watch. The server sends lines([line|gap]), state(change), sample(sample) and alert(alert). Lines and samples go from this process straight to its own connections; each Api hears all of
/// them over Redis.
/// </summary>
internal sealed class LiveHub(
    Viewers viewers, Visibility visibility, Callers callers, LiveLogs live, SharedSubscriptions subscriptions, SampleFeeds samples, Watchers watchers) : Hub
{
    public const string Path = "/hubs/live";

    public override Task OnConnectedAsync()
    {
        viewers.Add(Context);
        return base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        await viewers.RemoveAsync(Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    /// <summary>Sends the deployment's lines after the cursor (null: the last 200, then what comes), its state changes and its alerts, and a sample a second while it runs.</summary>
    public async Task SubscribeDeployment(Guid id, string? afterCursor)
    {
        if (!LogCursor.TryParse(afterCursor, out var after))
            throw new HubException("afterCursor must be the cursor of a line, or null.");
        var viewer = Viewer(id, Watched.All);
        var caller = await CallerAsync();
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, Context.ConnectionAborted);
        if (!seen.TryGet(out var deployment, out var refusal))
            throw new HubException(refusal.ProblemDetails.Detail);
        viewer.Gate.Set(deployment.ProjectId, seen.By);
        var watcher = watchers.Add(new Watcher(caller, deployment.ProjectId, id, reach =>
        {
            if (reach is not null)
                viewer.Gate.Set(deployment.ProjectId, reach);
            if (reach?.Allows(Right.Read, deployment.Environment) != true)
                _ = viewer.DropAsync(id, Watched.All);
        }));
        await viewer.FollowAsync(
            id, stop => live.FollowAsync(id, after, stop), [watcher, await samples.JoinAsync(id, viewer.Tell), .. await ListenAsync(viewer, deployment.ProjectId, id)]);
    }

    public Task UnsubscribeDeployment(Guid id) => viewers.Get(Context.ConnectionId).DropAsync(id, Watched.All);

    /// <summary>Sends a sample of the deployment a second while it runs, and nothing else of it: for who has no use for its lines.</summary>
    public async Task SubscribeMetrics(Guid id)
    {
        var viewer = Viewer(id, Watched.Metrics);
        var caller = await CallerAsync();
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, Context.ConnectionAborted);
        if (!seen.TryGet(out var deployment, out var refusal))
            throw new HubException(refusal.ProblemDetails.Detail);
        var watcher = watchers.Add(new Watcher(caller, deployment.ProjectId, id, reach =>
        {
            if (reach?.Allows(Right.Read, deployment.Environment) != true)
                _ = viewer.DropAsync(id, Watched.Metrics);
        }));
        await viewer.HoldAsync(id, Watched.Metrics, watcher, await samples.JoinAsync(id, viewer.Tell));
    }

    public Task UnsubscribeMetrics(Guid id) => viewers.Get(Context.ConnectionId).DropAsync(id, Watched.Metrics);

    /// <summary>Sends the state changes and alerts of all that is in the project, in the environments where the caller has a role.</summary>
    public async Task SubscribeProject(Guid id)
    {
        var viewer = Viewer(id, Watched.All);
        var caller = await CallerAsync();
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, Context.ConnectionAborted);
        if (!seen.TryGet(out _, out var refusal))
            throw new HubException(refusal.ProblemDetails.Detail);
        viewer.Gate.Set(id, seen.By);
        var watcher = watchers.Add(new Watcher(caller, id, null, reach =>
        {
            viewer.Gate.Set(id, reach);
            if (reach is null)
                _ = viewer.DropAsync(id, Watched.All);
        }));
        await viewer.HoldAsync(id, Watched.All, [watcher, .. await ListenAsync(viewer, id, null)]);
    }

    /// <summary>A connection may outlive what it was opened with by seconds: a session that is over, or an API token that was revoked, begins nothing new.</summary>
    private async Task<Caller> CallerAsync()
    {
        var caller = Caller.Of(Context.User!);
        return await callers.CountsAsync(caller, Context.ConnectionAborted)
            ? caller
            : throw new HubException(caller.Token is null ? "The session is over." : "The API token does not count any more.");
    }

    private Viewer Viewer(Guid wanted, Watched what)
    {
        var viewer = viewers.Get(Context.ConnectionId);
        return viewer.IsFull(wanted, what)
            ? throw new HubException($"One connection can watch {Live.Viewer.MostSubscriptions} things: unsubscribe from some.")
            : viewer;
    }

    private async Task<IDisposable[]> ListenAsync(Viewer viewer, Guid projectId, Guid? onlyDeployment) =>
    [
        await subscriptions.JoinAsync(LiveChannels.States(projectId), message => Tell(viewer, Read<StateChange>(message) is { } it ? News.Of(it) : null, onlyDeployment)),
        await subscriptions.JoinAsync(LiveChannels.Alerts(projectId), message => Tell(viewer, Read<AlertResponse>(message) is { } it ? News.Of(it) : null, onlyDeployment)),
    ];

    private static void Tell(Viewer viewer, News? news, Guid? onlyDeployment)
    {
        if (news is not null && (onlyDeployment is null || news.DeploymentId == onlyDeployment))
            viewer.Tell(news);
    }

    /// <summary>Null for what a version says that speaks otherwise: pages also read.</summary>
    private static T? Read<T>(RedisValue message)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>((string)message!, Wire.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
