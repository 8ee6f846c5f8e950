using System.Collections.Concurrent;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress;

/// <summary>The routes, in memory: they stay as they are while the database is away. A reading that began earlier never replaces a later one.</summary>
internal sealed class RouteTable(ISandboxProvider provider, DeploymentQueue queue, SharedUse use, IOptions<IngressOptions> options)
{
    private readonly ConcurrentDictionary<string, Route> routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Target> draining = new();
    private readonly Dictionary<Guid, (Route Route, long Reading)> known = [];
    private readonly Lock gate = new();
    private long readings;

    /// <summary>Taken before a reading of the database begins.</summary>
    public long BeginReading() => Interlocked.Increment(ref readings);

    public Route? Find(string slug) => routes.GetValueOrDefault(slug);

    /// <summary>Those of the instances that have requests in flight here.</summary>
    public HashSet<Guid> Busy(IEnumerable<Guid> instanceIds) =>
        [.. instanceIds.Where(id => draining.TryGetValue(id, out var target) && target.InFlight > 0)];

    public void Set(RouteEntry entry, long reading)
    {
        lock (gate)
        {
            var before = known.GetValueOrDefault(entry.DeploymentId);
            if (before.Reading > reading)
                return;
            var targets = entry.Instances
                .Select(instance => before.Route?.Targets.FirstOrDefault(target => target.SandboxId == instance.SandboxId) ?? Make(entry.DeploymentId, instance))
                .ToArray();
            var route = new Route(entry.DeploymentId, entry.Slug, entry.State, entry.ReasonCode, targets);
            known[entry.DeploymentId] = (route, reading);
            routes[entry.Slug] = route;
            if (before.Route is not null)
                Retire(before.Route, targets);
        }
    }

    public void Remove(Guid deploymentId, long reading)
    {
        lock (gate)
        {
            if (!known.TryGetValue(deploymentId, out var before) || before.Reading > reading)
                return;
            known.Remove(deploymentId);
            routes.TryRemove(KeyValuePair.Create(before.Route.Slug, before.Route));
            Retire(before.Route, []);
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

    private Target Make(Guid deploymentId, (Guid InstanceId, Guid SandboxId) instance)
    {
        use.Begin(instance.SandboxId);
        return new(instance.InstanceId, instance.SandboxId, token => provider.ConnectAsync(instance.SandboxId, token), options.Value.MaxConnectionsPerInstance)
        {
            Idle = target =>
            {
                use.End(target.SandboxId);
                draining.TryRemove(KeyValuePair.Create(target.InstanceId, target));
                queue.Enqueue(deploymentId);
            },
        };
    }
}
