using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Web.Nodes;

/// <summary>What is wrong with the platform, as sentences for whoever runs it: what it is, and what that means for apps and people. Pure.</summary>
public static class Outages
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<string> Of(IReadOnlyList<ServiceState> services, IReadOnlyList<NodeResponse> nodes, DateTimeOffset now) =>
        [.. services.SelectMany(OfService).Distinct(), .. services.All(service => service.Works) ? nodes.SelectMany(node => OfNode(node, now)) : []];

    private static IEnumerable<string> OfService(ServiceState service)
    {
        if (!service.Answers)
            yield return $"The {service.Name} does not answer. Apps run on and are reached; nothing can be changed, and what is below is from before.";
        foreach (var need in service.Needs.Where(need => need.Status != "healthy"))
            yield return need.Name switch
            {
                "postgres" => "PostgreSQL does not answer. Apps run on and are reached; nothing can be changed or deployed, and log lines wait on their machines.",
                "redis" => "Redis does not answer. Logs and states do not come live, and nobody can sign in; apps are not touched.",
                _ => $"The {service.Name} says that {need.Name} is {need.Status}.",
            };
    }

    private static IEnumerable<string> OfNode(NodeResponse node, DateTimeOffset now)
    {
        if (!node.Alive)
            yield return $"Node {node.Id} has no Worker. Its apps run on, but are reached only while a Worker of the machine lives; start one there.";
        if (node.Unowned > 0)
            yield return $"{node.Unowned} deployments of node {node.Id} have no Worker that acts for them; one should take them over within seconds.";
        foreach (var worker in node.Workers.Where(worker => worker is { Alive: true, Draining: false }))
        {
            if (worker.Report is { Ready: false })
                yield return $"Worker {Short(worker)} of node {node.Id} is not ready: it does not hear of changes yet.";
            else if (worker.Report is { } report && now - report.At > Stale)
                yield return $"Worker {Short(worker)} of node {node.Id} has not reported for {(now - report.At).TotalSeconds:0} s.";
        }
        if (node.Load is { DiskMb: > 0 } load && load.DiskFreeMb * 20 < load.DiskMb)
            yield return $"The disk of node {node.Id} is nearly full: {load.DiskFreeMb:N0} MiB are left.";
    }

    public static string Short(WorkerResponse worker) => worker.Id.ToString("N")[^6..];
}
