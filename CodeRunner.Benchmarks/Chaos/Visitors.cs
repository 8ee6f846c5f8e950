using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>One visitor an app, each asking again and again; what did not answer 200 is counted.</summary>
internal sealed class Visitors : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource end = new();
    private readonly Task[] visits;
    private int asked;
    private int failed;

    public Visitors(Uri apps, IEnumerable<DeploymentResponse> deployments) =>
        visits = [.. deployments.Select(deployment => Task.Run(() => VisitAsync(apps, deployment.Slug)))];

    public int Asked => asked;

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

    private async Task VisitAsync(Uri apps, string slug)
    {
        using var client = Client(apps, slug);
        while (!end.IsCancellationRequested)
        {
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
            Interlocked.Increment(ref asked);
            await Task.Delay(Pause);
        }
    }
}
