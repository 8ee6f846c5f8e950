using System.Globalization;
using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Web.Nodes;

/// <summary>What is wrong with the platform, as sentences for whoever runs it: what it is, and what that means for apps and people. Pure.</summary>
public static class Outages
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Outage> Of(IReadOnlyList<ServiceState> services, IReadOnlyList<NodeResponse> nodes, IReadOnlyList<MachineResponse> machines, DateTimeOffset now) =>
    [
        .. services.SelectMany(OfService).DistinctBy(outage => outage.Of),
        .. services.All(service => service.Works) ? [.. nodes.SelectMany(node => OfNode(node, now)), .. machines.Where(machine => machine.Facts.State == MachineState.Down).Select(OfMachine)] : Array.Empty<Outage>(),
    ];

    private static IEnumerable<Outage> OfService(ServiceState service)
    {
        if (!service.Answers)
            yield return new(service.Name, T("The {0} does not answer. Apps run on and are reached; nothing can be changed, and what is below is from before.", service.Name));
        foreach (var need in service.Needs.Where(need => need.Status != "healthy"))
            yield return need.Name switch
            {
                "postgres" => new(need.Name, T("PostgreSQL does not answer. Apps run on and are reached; nothing can be changed or deployed, and log lines wait on their machines.")),
                "redis" => new(need.Name, T("Redis does not answer. Logs and states do not come live, and nobody can sign in; apps are not touched.")),
                _ => new($"{service.Name} {need.Name}", T("The {0} says that {1} is {2}.", service.Name, need.Name, HealthPill.Word(need.Status))),
            };
    }

    private static IEnumerable<Outage> OfNode(NodeResponse node, DateTimeOffset now)
    {
        if (!node.Alive)
            yield return new($"{node.Id} alive", T("Node {0} has no Worker. Its apps run on, but are reached only while a Worker of the machine lives; start one there.", node.Id));
        if (node.Unowned > 0)
            yield return new($"{node.Id} unowned", Unowned(node));
        foreach (var worker in node.Workers.Where(worker => worker is { Alive: true, Draining: false }))
            if (OfWorker(worker, node, now) is { } text)
                yield return new(worker.Id.ToString(), text);
        if (node.Load is { DiskMb: > 0 } load && load.DiskFreeMb * 20 < load.DiskMb)
            yield return new($"{node.Id} disk", T("The disk of node {0} is nearly full: less than 5 % of it is left.", node.Id));
    }

    private static Outage OfMachine(MachineResponse machine) => new(
        $"{machine.Id} machine",
        T("The swarm does not reach machine {0} since {1} UTC. What ran there starts on other machines, as far as they have room.", machine.Facts.Name, machine.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));

    private static string? OfWorker(WorkerResponse worker, NodeResponse node, DateTimeOffset now) => worker.Report switch
    {
        { Ready: false } => T("Worker {0} of node {1} is not ready: it does not hear of changes yet.", Short(worker), node.Id),
        { At: var at } when now - at > Stale =>
            T("Worker {0} of node {1} has not reported since {2} UTC.", Short(worker), node.Id, at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static string Unowned(NodeResponse node) => node.Unowned == 1
        ? T("{0} deployment of node {1} has no Worker that acts for it; one should take over within seconds.", 1, node.Id)
        : T("{0} deployments of node {1} have no Worker that acts for them; one should take over within seconds.", node.Unowned, node.Id);

    public static string Short(WorkerResponse worker) => worker.Id.ToString("N")[^6..];
}
