using System.Collections.Concurrent;
using System.Threading.Channels;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress.Storing;

/// <summary>
/// Keeps routes on disk behind the back of those who change them: a deployment that changes often is written as it is then, and not once for each change. A disk that
/// refuses is said and survived.
/// </summary>
internal sealed partial class RouteStore(IOptions<NodeOptions> node, TimeProvider clock, ILogger<RouteStore> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly RouteFiles files = new(Path.Combine(node.Value.DataDirectory, "ingress", "routes"), logger);
    private readonly Dictionary<Guid, RouteEntry?> waiting = [];
    private readonly Lock gate = new();
    private readonly Channel<Guid> wanted = Channel.CreateUnbounded<Guid>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, byte[]> written = new();

    /// <summary>Writes the route soon.</summary>
    public void Keep(RouteEntry entry) => Want(entry.DeploymentId, entry);

    public void Forget(Guid deploymentId) => Want(deploymentId, null);

    /// <summary>What an earlier Worker kept. Only before this one runs.</summary>
    public IReadOnlyList<RouteEntry> Load()
    {
        var entries = new List<RouteEntry>();
        foreach (var (entry, content) in files.ReadAll())
        {
            written[entry.DeploymentId] = content;
            entries.Add(entry);
        }
        Loaded(logger, entries.Count);
        return entries;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        wanted.Writer.TryComplete();
        // What waits is still written: the next Worker may start without a database.
        if (ExecuteTask is { } work)
            await work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await foreach (var deploymentId in wanted.Reader.ReadAllAsync(CancellationToken.None))
        {
            var entry = Take(deploymentId);
            if (TryWrite(deploymentId, entry))
                continue;
            lock (gate)
            {
                // Newer news may have come meanwhile.
                if (waiting.TryAdd(deploymentId, entry))
                    wanted.Writer.TryWrite(deploymentId);
            }
            await clock.Wait(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Want(Guid deploymentId, RouteEntry? entry)
    {
        lock (gate)
        {
            if (waiting.TryAdd(deploymentId, entry))
                wanted.Writer.TryWrite(deploymentId);
            else
                waiting[deploymentId] = entry;
        }
    }

    private RouteEntry? Take(Guid deploymentId)
    {
        lock (gate)
        {
            waiting.Remove(deploymentId, out var entry);
            return entry;
        }
    }

    private bool TryWrite(Guid deploymentId, RouteEntry? entry)
    {
        try
        {
            if (entry is null)
            {
                files.Delete(deploymentId);
                written.TryRemove(deploymentId, out _);
                return true;
            }
            var content = StoredRoute.Write(entry);
            if (written.TryGetValue(deploymentId, out var before) && before.AsSpan().SequenceEqual(content))
                return true;
            files.Write(deploymentId, content);
            written[deploymentId] = content;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotWritten(logger, exception, deploymentId);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} routes are known from before")]
    private static partial void Loaded(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The route of deployment {DeploymentId} could not be kept on disk")]
    private static partial void NotWritten(ILogger logger, Exception exception, Guid deploymentId);
}
