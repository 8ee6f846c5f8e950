using CodeRunner.Tests.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>What the deployments of a group of random sequences share: a node with a Worker that is killed now and then, and its turns to build.</summary>
internal sealed class RealMachine(TestNode node, KillableWorker worker, ISandboxProvider sandboxes, NamespaceWatch namespaces) : IAsyncDisposable
{
    private readonly BuildCrowd crowd = new(node);
    private int kills;

    public TestNode Node => node;

    public WorkerProcess Worker => worker.Current;

    /// <summary>As this test sees them; the Worker is a process of its own.</summary>
    public ISandboxProvider Sandboxes => sandboxes;

    public NamespaceWatch Namespaces => namespaces;

    public List<RealWorld> Worlds { get; } = [];

    /// <summary>Apps that were killed.</summary>
    public int Kills => Volatile.Read(ref kills);

    public void CountKill() => Interlocked.Increment(ref kills);

    public Task KillWorkerAsync() => ReplaceWorkerAsync(worker.KillAsync);

    public Task RestartWorkerAsync() => ReplaceWorkerAsync(worker.RestartAsync);

    public Task CrowdAsync(bool crowded)
    {
        if (!crowded)
            return crowd.GoAsync();
        crowd.Come();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => crowd.DisposeAsync();

    private async Task ReplaceWorkerAsync(Func<Task> replace)
    {
        await Task.WhenAll(Worlds.Select(world => world.DisturbAsync()));
        await replace();
        await Task.WhenAll(Worlds.Select(world => world.DisturbAsync()));
    }
}
