using System.Collections.Concurrent;

namespace CodeRunner.Worker.Scaling;

/// <summary>Deployments of which something changed that decisions go by; each waits at most once.</summary>
internal sealed class ScaleNews
{
    private readonly ConcurrentDictionary<Guid, bool> changed = new();

    public void Hear(Guid deploymentId) => changed[deploymentId] = true;

    public HashSet<Guid> Take() => [.. changed.Keys.Where(id => changed.TryRemove(id, out _))];
}
