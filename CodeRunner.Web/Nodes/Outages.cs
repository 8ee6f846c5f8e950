using System.Globalization;
using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Web.Nodes;

/// <summary>What is wrong with the platform, as sentences for whoever runs it: what it is, and what that means for apps and people. Pure.</summary>
public static class Outages
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Outage> Of(IReadOnlyList<ServiceState> services, IReadOnlyList<NodeResponse> nodes, DateTimeOffset now) =>
        [.. services.SelectMany(OfService).DistinctBy(outage => outage.Of), .. services.All(service => service.Works) ? nodes.SelectMany(node => OfNode(node, now)) : []];

    private static IEnumerable<Outage> OfService(ServiceState service)
    {
        if (!service.Answers)
            yield return new(service.Name, $"The {service.Name} does not answer. Apps run on and are reached; nothing can be changed, and what is below is from before.");
        foreach (var need in service.Needs.Where(need => need.Status != "healthy"))
            yield return need.Name switch
            {
                "postgres" => new(need.Name, "PostgreSQL does not answer. Apps run on and are reached; nothing can be changed or deployed, and log lines wait on their machines."),
                "redis" => new(need.Name, "Redis does not answer. Logs and states do not come live, and nobody can sign in; apps are not touched."),
                _ => new($"{service.Name} {need.Name}", $"The {service.Name} says that {need.Name} is {need.Status}."),
            };
    }

    private static IEnumerable<Outage> OfNode(NodeResponse node, DateTimeOffset now)
    {
        if (!node.Alive)
            yield return new($"{node.Id} alive", $"Node {node.Id} has no Worker. Its apps run on, but are reached only while a Worker of the machine lives; start one there.");
        if (node.Unowned > 0)
            yield return new($"{node.Id} unowned", $"{Deployments(node.Unowned)} of node {node.Id} {(node.Unowned == 1 ? "has" : "have")} no Worker that acts for {(node.Unowned == 1 ? "it" : "them")}; one should take over within seconds.");
        foreach (var worker in node.Workers.Where(worker => worker is { Alive: true, Draining: false }))
            if (OfWorker(worker, node, now) is { } text)
                yield return new(worker.Id.ToString(), text);
        if (node.Load is { DiskMb: > 0 } load && load.DiskFreeMb * 20 < load.DiskMb)
            yield return new($"{node.Id} disk", $"The disk of node {node.Id} is nearly full: less than 5 % of it is left.");
    }

    private static string? OfWorker(WorkerResponse worker, NodeResponse node, DateTimeOffset now) => worker.Report switch
    {
        { Ready: false } => $"Worker {Short(worker)} of node {node.Id} is not ready: it does not hear of changes yet.",
        { At: var at } when now - at > Stale =>
            $"Worker {Short(worker)} of node {node.Id} has not reported since {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC.",
        _ => null,
    };

    private static string Deployments(int count) => count == 1 ? "1 deployment" : $"{count} deployments";

    public static string Short(WorkerResponse worker) => worker.Id.ToString("N")[^6..];
}
