using System.Collections.Concurrent;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Ingress.Forwarding;
using CodeRunner.Worker.Ingress.Storing;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress;

/// <summary>
/// The routes, in memory: they stay as they are while the database is away. A reading that began earlier never replaces a later one. What changes is also kept on disk,
/// for a Worker that starts while the database is away.
/// </summary>
internal sealed class RouteTable(
    ISandboxConnections sandboxes, DeploymentQueue queue, HostNames names, RouteStore store, SharedUse use, TrafficCounters counters, IOptions<IngressOptions> options)
{
    private readonly ConcurrentDictionary<string, Route> slugs = new(StringComparer.OrdinalIgnoreCase);
    private readonly HostClaims hosts = new();
    private readonly ConcurrentDictionary<Guid, Target> draining = new();
    private readonly Dictionary<Guid, (Route Route, long Reading)> known = [];
    private readonly Lock gate = new();
    private long readings;

    /// <summary>Taken before a reading of the database begins.</summary>
    public long BeginReading() => Interlocked.Increment(ref readings);

    /// <summary>A name that a slug makes is never another deployment's, whatever that one claims.</summary>
    public Route? Find(string host) => slugs.TryGetValue(host, out var route) ? route : hosts.Find(host);

    public RouteLoad? FindLoad(Guid deploymentId) => FindRoute(deploymentId)?.Load;

    public Route? FindRoute(Guid deploymentId)
    {
        lock (gate)
            return known.GetValueOrDefault(deploymentId).Route;
    }

    /// <summary>All there are at this moment.</summary>
    public IEnumerable<Route> All => slugs.Values;

    public Route? Refresh(Route route) => slugs.GetValueOrDefault(names.Of(route.Entry.Slug));

    /// <summary>Those of the instances that have requests in flight here.</summary>
    public HashSet<Guid> Busy(IEnumerable<Guid> instanceIds) =>
        [.. instanceIds.Where(id => draining.TryGetValue(id, out var target) && target.InFlight > 0)];

    /// <summary>Takes what was on disk; anything that the database says is newer.</summary>
    public void Restore(IEnumerable<RouteEntry> entries)
    {
        foreach (var entry in entries)
            Set(entry, reading: 0);
    }

    public void Set(RouteEntry entry, long reading)
    {
        lock (gate)
        {
            var before = known.GetValueOrDefault(entry.DeploymentId);
            if (before.Route is not null && before.Reading > reading)
                return;
            var targets = entry.Instances
                .Select(instance => before.Route?.Targets.FirstOrDefault(target => target.SandboxId == instance.SandboxId) ?? Make(entry.DeploymentId, instance))
                .ToArray();
            var route = new Route(entry, targets, before.Route?.Load ?? new RouteLoad(entry.DeploymentId, counters));
            known[entry.DeploymentId] = (route, reading);
            if (targets.Length > 0)
                route.Load.Await(entry.NewRelease);
            slugs[names.Of(entry.Slug)] = route;
            hosts.Set(before.Route, route, reading);
            if (before.Route is not null)
                Retire(before.Route, targets);
            route.Load.Change();
            // Within, so that what comes later here comes later there too.
            if (reading > 0)
                store.Keep(entry);
        }
    }

    public void Remove(Guid deploymentId, long reading)
    {
        lock (gate)
        {
            if (!known.TryGetValue(deploymentId, out var before) || before.Reading > reading)
                return;
            known.Remove(deploymentId);
            slugs.TryRemove(KeyValuePair.Create(names.Of(before.Route.Entry.Slug), before.Route));
            hosts.Set(before.Route, null, reading);
            Retire(before.Route, []);
            before.Route.Load.Change();
            store.Forget(deploymentId);
        }
    }

    public void RemoveAllBut(HashSet<Guid> deploymentIds, long reading)
    {
        Guid[] gone;
        lock (gate)
            gone = [.. known.Keys.Where(id => !deploymentIds.Contains(id))];
        foreach (var id in gone)
            Remove(id, reading);
    }

    private void Retire(Route route, IReadOnlyCollection<Target> kept)
    {
        foreach (var target in route.Targets.Except(kept))
        {
            draining[target.InstanceId] = target;
            target.Retire();
        }
    }

    private Target Make(Guid deploymentId, RouteInstance instance)
    {
        use.Begin(instance.SandboxId);
        return new(instance.InstanceId, instance.SandboxId, token => sandboxes.ConnectAsync(instance.SandboxId, token), options.Value.MaxConnectionsPerInstance)
        {
            // A file goes: not on the thread of a request.
            Idle = target => Task.Run(() =>
            {
                use.End(target.SandboxId);
                draining.TryRemove(KeyValuePair.Create(target.InstanceId, target));
                queue.Enqueue(deploymentId);
            }),
        };
    }
}
