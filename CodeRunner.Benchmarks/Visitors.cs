using System.Collections.Concurrent;
using System.Diagnostics;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Benchmarks;

/// <summary>Visitors who ask again and again, each an app; what did not answer 200 is counted.</summary>
internal sealed class Visitors : IDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Task[] visits;
    private readonly ConcurrentQueue<double> waits = new();
    private int failed;

    /// <summary>One visitor for each of these; an app may be there more than once.</summary>
    public Visitors(Uri apps, IEnumerable<DeploymentResponse> deployments, TimeSpan pause) =>
        visits = [.. deployments.Select(deployment => Task.Run(() => VisitAsync(apps, deployment.Slug, pause)))];

    public int Asked => waits.Count;

    /// <summary>How long each answer took, in milliseconds.</summary>
    public IEnumerable<double> Waits => waits;

    public static HttpClient Client(Uri apps, string slug)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{apps.Port}"), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Host = $"{slug}.localhost";
        return client;
    }

    /// <summary>Ends the visits and returns how many failed.</summary>
    public async Task<int> EndAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(visits);
        return failed;
    }

    public void Dispose() => end.Dispose();

    private async Task VisitAsync(Uri apps, string slug, TimeSpan pause)
    {
        using var client = Client(apps, slug);
        while (!end.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var answer = await client.GetAsync("/");
                if (!answer.IsSuccessStatusCode)
                    Interlocked.Increment(ref failed);
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                Interlocked.Increment(ref failed);
            }
            waits.Enqueue(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(pause);
        }
    }
}
