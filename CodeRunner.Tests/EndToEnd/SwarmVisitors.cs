using System.Collections.Concurrent;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Swarm;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>Ask an app from several sides until they are disposed, and remember what failed and who answered.</summary>
internal sealed class SwarmVisitors : IAsyncDisposable
{
    private const int Sides = 4;
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<string> failures = [];
    private readonly Task[] visits;
    private int answers;
    private volatile string last = "";

    public SwarmVisitors(IngressClient visitor, DeploymentResponse deployment) => visits = [.. Enumerable.Range(0, Sides).Select(_ => Task.Run(() => VisitAsync(visitor, deployment)))];

    public int Answers => Volatile.Read(ref answers);

    public Task SeeAsync(string text) => Eventually.BeTrueAsync(() => Task.FromResult(last.Contains(text, StringComparison.Ordinal)), $"visitors see {text}");

    public async Task<IReadOnlyCollection<string>> EndAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(visits);
        return failures;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        end.Dispose();
    }

    private async Task VisitAsync(IngressClient visitor, DeploymentResponse deployment)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var answer = await visitor.GetAsync(deployment, SwarmApp.Path);
                last = await answer.Content.ReadAsStringAsync();
                if (!answer.IsSuccessStatusCode)
                    failures.Enqueue($"{DateTime.UtcNow:O} {(int)answer.StatusCode} {last}");
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                failures.Enqueue($"{DateTime.UtcNow:O} {exception.Message}");
            }
            Interlocked.Increment(ref answers);
            await Task.Delay(20);
        }
    }
}
