using System.Collections.Concurrent;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Deployments;

/// <summary>Deployments of this Worker that a request came for while they slept. They wake with the next look at them, which is at once: no transaction of its own comes before.</summary>
internal sealed class WakeCalls(Ownerships ownerships, DeploymentQueue queue)
{
    private readonly ConcurrentDictionary<Guid, bool> heard = new();

    /// <summary>False where another Worker acts for it.</summary>
    public bool TryHear(Guid deploymentId)
    {
        if (ownerships.Find(deploymentId) is null)
            return false;
        heard[deploymentId] = true;
        queue.Enqueue(deploymentId);
        return true;
    }

    /// <summary>Whether there was one since the last time. A call that comes to nothing is repeated by those who wait.</summary>
    public bool Take(Guid deploymentId) => !heard.IsEmpty && heard.TryRemove(deploymentId, out _);
}
