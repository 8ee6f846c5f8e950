using System.Collections.Concurrent;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>Ask apps again and again until they are disposed, and remember every answer that was not 200.</summary>
internal sealed class Visitors : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentBag<string> failures = [];
    private readonly Task[] visits;
    private int answers;

    public Visitors(Func<Deployment, Task<HttpResponseMessage>> ask, IEnumerable<Deployment> deployments) =>
        visits = [.. deployments.Select(deployment => Task.Run(() => VisitAsync(ask, deployment)))];

    public int Answers => Volatile.Read(ref answers);

    /// <summary>Ends the visits and returns what failed.</summary>
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

    private async Task VisitAsync(Func<Deployment, Task<HttpResponseMessage>> ask, Deployment deployment)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var answer = await ask(deployment);
                if (!answer.IsSuccessStatusCode)
                    failures.Add($"{deployment.Name}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                failures.Add($"{deployment.Name}: {exception.Message}");
            }
            Interlocked.Increment(ref answers);
            await Task.Delay(20);
        }
    }
}
