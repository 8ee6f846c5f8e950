using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress.Waking;

/// <summary>
/// Where requests wait for an app that has no instance: so many, and so long. What of an app sleeps is called for once, however many ask for it. A request that waits holds its connection and
/// its headers, and its body stays where it is.
/// </summary>
internal sealed class WaitingRoom(RouteTable table, IOptions<IngressOptions> options)
{
    private readonly Channel<Guid> wanted = Channel.CreateUnbounded<Guid>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, bool> called = new();
    private int waiting;

    /// <summary>Deployments that are to be woken, each once until <see cref="Answer"/>.</summary>
    public ChannelReader<Guid> Wanted => wanted.Reader;

    /// <summary>Returns the route as it is when the wait is over, and whether it was let in at all. One that still has no target says why.</summary>
    public async Task<(Route Route, bool LetIn)> WaitAsync(Route route, CancellationToken gone)
    {
        if (Interlocked.Increment(ref waiting) > options.Value.MaxWaitingInAll)
        {
            Interlocked.Decrement(ref waiting);
            return (route, false);
        }
        try
        {
            return route.Load.TryWait(options.Value.MaxWaiting) ? (await WaitWithinAsync(route, gone), true) : (route, false);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>The call was passed on; it is repeated where it is still needed.</summary>
    public void Answer(Guid deploymentId)
    {
        called.TryRemove(deploymentId, out _);
        if (table.FindRoute(deploymentId) is { IsAsleep: true, Load.Waiting: > 0 })
            Call(deploymentId);
    }

    private async Task<Route> WaitWithinAsync(Route route, CancellationToken gone)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(options.Value.WakeTimeout);
        try
        {
            while (true)
            {
                // Before the look: what changes after it is not missed.
                var changed = route.Load.Changed;
                var now = table.Refresh(route);
                if (now is not { IsWorthWaiting: true } || limit.IsCancellationRequested)
                    return now ?? route;
                if (now.IsAsleep)
                    Call(now.Entry.DeploymentId);
                await changed.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            route.Load.EndWait();
        }
    }

    private void Call(Guid deploymentId)
    {
        if (called.TryAdd(deploymentId, true))
            wanted.Writer.TryWrite(deploymentId);
    }
}
