using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>Takes all of a node's turns to build as soon as they are free, as another Worker with a long line does, until it is told to go.</summary>
internal sealed class BuildCrowd(TestNode node) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private CancellationTokenSource? end;
    private Task crowding = Task.CompletedTask;

    public void Come()
    {
        lock (gate)
        {
            if (end is not null)
                return;
            end = new CancellationTokenSource();
            crowding = CrowdAsync(end.Token);
        }
    }

    public Task GoAsync()
    {
        lock (gate)
        {
            end?.Cancel();
            end = null;
            return crowding;
        }
    }

    public async ValueTask DisposeAsync() => await GoAsync();

    private async Task CrowdAsync(CancellationToken cancellationToken)
    {
        using var slots = new BuildSlots(Options.Create(new NodeOptions { DataDirectory = node.Directory }), Options.Create(new BuildsOptions()));
        var taken = new List<IDisposable>();
        while (!cancellationToken.IsCancellationRequested)
        {
            if (slots.TryTake() is { } slot)
                taken.Add(slot);
            await Task.Delay(10, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        taken.ForEach(slot => slot.Dispose());
    }
}
