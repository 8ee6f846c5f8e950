namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>A Worker in a process of its own that others can be put in the place of, while people ask it.</summary>
internal sealed class KillableWorker : IAsyncDisposable
{
    private readonly TestNode node;
    private readonly (string, string)[] settings;
    private readonly SemaphoreSlim one = new(1);
    private readonly List<WorkerProcess> all;

    private KillableWorker(TestNode node, (string, string)[] settings, WorkerProcess first) => (this.node, this.settings, all) = (node, settings, [first]);

    public WorkerProcess Current
    {
        get
        {
            lock (all)
                return all[^1];
        }
    }

    public int Kills { get; private set; }

    public static async Task<KillableWorker> StartAsync(TestNode node, params (string, string)[] settings) =>
        new(node, settings, await node.StartWorkerProcessAsync(settings));

    /// <summary>As the kernel ends it when memory is short, and as its supervisor starts it again.</summary>
    public Task KillAsync()
    {
        Kills++;
        return ReplaceAsync(worker => worker.KillAsync());
    }

    public Task RestartAsync() => ReplaceAsync(worker => worker.EndAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in all)
            await worker.DisposeAsync();
        one.Dispose();
    }

    private async Task ReplaceAsync(Func<WorkerProcess, Task> end)
    {
        await one.WaitAsync();
        try
        {
            await end(Current);
            var next = await node.StartWorkerProcessAsync(settings);
            lock (all)
                all.Add(next);
        }
        finally
        {
            one.Release();
        }
    }
}
