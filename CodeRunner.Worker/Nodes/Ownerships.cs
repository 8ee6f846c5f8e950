using System.Collections.Concurrent;

namespace CodeRunner.Worker.Nodes;

/// <summary>The deployments that this Worker acts for.</summary>
public sealed class Ownerships
{
    private readonly ConcurrentDictionary<Guid, Ownership> owned = new();
    private readonly ConcurrentDictionary<Ownership, bool> closing = new();

    /// <summary>Raised once for each, when this Worker stops working for it.</summary>
    public event Action<Ownership>? Closed;

    public IEnumerable<Ownership> All => owned.Values;

    public Ownership? Find(Guid deploymentId) => owned.GetValueOrDefault(deploymentId);

    /// <summary>Whether this Worker acts for it, or still finishes what it did for it.</summary>
    public bool Knows(Guid deploymentId) => owned.ContainsKey(deploymentId) || closing.Keys.Any(ownership => ownership.DeploymentId == deploymentId);

    public Ownership Make(Term term, Guid deploymentId, long generation) => new(term, deploymentId, generation, Forget);

    /// <summary>From now on looks at the deployment find it.</summary>
    public void Add(Ownership ownership)
    {
        owned[ownership.DeploymentId] = ownership;
        // It may have been closed before it was there to be forgotten.
        if (ownership.Token.IsCancellationRequested)
            Forget(ownership);
    }

    /// <summary>Completes when nothing is being done any more under those that were closed.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(closing.Keys.Select(ownership => ownership.Idle));

    private void Forget(Ownership ownership)
    {
        closing[ownership] = true;
        ownership.Idle.ContinueWith(_ => closing.TryRemove(ownership, out var _), TaskScheduler.Default);
        owned.TryRemove(KeyValuePair.Create(ownership.DeploymentId, ownership));
        Closed?.Invoke(ownership);
    }
}
