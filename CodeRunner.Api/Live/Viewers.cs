using System.Collections.Concurrent;
using CodeRunner.Api.Access;
using Microsoft.AspNetCore.SignalR;

namespace CodeRunner.Api.Live;

/// <summary>The hub's connections to this process.</summary>
internal sealed class Viewers(IHubContext<LiveHub> hub, IServiceScopeFactory scopes, ILogger<Viewers> logger)
{
    private readonly ConcurrentDictionary<string, Viewer> all = [];

    public int Count => all.Count;

    public IReadOnlyCollection<Viewer> All => [.. all.Values];

    public void Add(HubCallerContext connection) =>
        all[connection.ConnectionId] = new Viewer(Caller.Of(connection.User!), hub.Clients.Client(connection.ConnectionId), connection.Abort, new StateGate(scopes), logger);

    public Viewer Get(string connectionId) => all.TryGetValue(connectionId, out var viewer) ? viewer : throw new HubException("The connection is closing.");

    public async Task RemoveAsync(string connectionId)
    {
        if (all.TryRemove(connectionId, out var viewer))
            await viewer.DisposeAsync();
    }
}
