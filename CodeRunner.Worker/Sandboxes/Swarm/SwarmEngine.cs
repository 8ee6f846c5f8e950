using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>A manager of the swarm, and the daemons of its machines as far as they are told.</summary>
internal sealed class SwarmEngine(SwarmOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan NodesAge = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, IDockerClient> _daemons = options.Nodes.ToDictionary(n => n.Address, n => Client(n.Endpoint));
    private readonly Lock _reading = new();
    private (long At, Task<IList<NodeListResponse>> Nodes)? _known;

    public IDockerClient Manager { get; } = Client(options.Endpoint);

    public EngineHttp Http { get; } = new(new Uri(options.Endpoint));

    public IEnumerable<string> DaemonAddresses => _daemons.Keys;

    /// <summary>A few seconds old at most.</summary>
    public Task<IList<NodeListResponse>> NodesAsync(CancellationToken cancellationToken)
    {
        lock (_reading)
        {
            if (_known is not { } known || known.Nodes.IsFaulted || time.GetElapsedTime(known.At) > NodesAge)
                _known = known = (time.GetTimestamp(), Manager.Swarm.ListNodesAsync(CancellationToken.None));
            return known.Nodes.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The daemon of the machine that has the task; null where it is not told.</summary>
    public async Task<IDockerClient?> FindDaemonAsync(TaskResponse task, CancellationToken cancellationToken)
    {
        if (_daemons.Count == 0 || task.NodeID is not { Length: > 0 } id) return null;
        var node = (await NodesAsync(cancellationToken)).FirstOrDefault(n => n.ID == id);
        return node is not null && _daemons.TryGetValue(AddressOf(node), out var daemon) ? daemon : null;
    }

    /// <summary>A manager is known by where the others reach it: of itself it says 0.0.0.0 sometimes.</summary>
    public static string AddressOf(NodeListResponse node) =>
        node.ManagerStatus?.Addr is { Length: > 0 } managing ? IPEndPoint.Parse(managing).Address.ToString() : node.Status?.Addr ?? "";

    public async Task<SwarmService?> FindServiceAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await Manager.Swarm.InspectServiceAsync(name, cancellationToken);
        }
        catch (DockerApiException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Of these services, whatever they are: running ones, and ended ones as long as the engine remembers them.</summary>
    public Task<IList<TaskResponse>> TasksAsync(IEnumerable<string> services, CancellationToken cancellationToken) => ListTasksAsync(Filter("service", services), cancellationToken);

    /// <summary>With those lost that are on machines which the swarm has given up, of which it says itself for a day that they run.</summary>
    public async Task<IList<TaskResponse>> ListTasksAsync(IDictionary<string, IDictionary<string, bool>> filters, CancellationToken cancellationToken)
    {
        var tasks = await Manager.Tasks.ListAsync(new TasksListParameters { Filters = filters }, cancellationToken);
        var given = tasks.Where(TaskMachines.IsGivenUp).ToList();
        if (given.Count > 0) TaskMachines.MarkLost(given, await NodesAsync(cancellationToken));
        return tasks;
    }

    /// <summary>The one there is of a service that has one replica and is never started again.</summary>
    public async Task<TaskResponse?> FindTaskAsync(string service, CancellationToken cancellationToken)
    {
        try
        {
            return (await TasksAsync([service], cancellationToken)).MinBy(task => task.CreatedAt);
        }
        catch (DockerApiException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public static Dictionary<string, IDictionary<string, bool>> Filter(string by, IEnumerable<string> values) =>
        new() { [by] = values.ToDictionary(value => value, _ => true) };

    public void Dispose()
    {
        Manager.Dispose();
        Http.Dispose();
        foreach (var daemon in _daemons.Values) daemon.Dispose();
    }

    private static IDockerClient Client(string endpoint) => new DockerClientBuilder().WithEndpoint(new Uri(endpoint)).Build();
}
