using System.Collections.Concurrent;

namespace CodeRunner.Worker.Ingress;

/// <summary>
/// Which deployment a host name of its owner's leads to. A name moves from one deployment to another in two readings, in any order: the newest reading that has it
/// wins, and the end of an older claim takes nothing from a newer one.
/// </summary>
internal sealed class HostClaims
{
    private readonly ConcurrentDictionary<string, Route> routes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<(Route Route, long Reading)>> claims = new(StringComparer.OrdinalIgnoreCase);

    public Route? Find(string host) => routes.GetValueOrDefault(host);

    /// <summary>Not for two callers at once.</summary>
    public void Set(Route? before, Route? after, long reading)
    {
        foreach (var host in before?.Entry.Hosts ?? [])
            Change(host, before!, null);
        foreach (var host in after?.Entry.Hosts ?? [])
            Change(host, null, (after!, reading));
    }

    private void Change(string host, Route? gone, (Route Route, long Reading)? claim)
    {
        if (!claims.TryGetValue(host, out var all))
            claims[host] = all = [];
        all.RemoveAll(each => each.Route == gone);
        if (claim is { } added)
            all.Add(added);
        if (all.Count > 0)
        {
            routes[host] = all.MaxBy(each => each.Reading).Route;
            return;
        }
        claims.Remove(host);
        routes.TryRemove(host, out _);
    }
}
