using System.Net;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>People who ask an app without a pause, on connections that they keep, until they are told to stop.</summary>
internal sealed class Visitors : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly List<string> failures = [];
    private readonly Task work;
    private int answered;

    public Visitors(int port, Deployment deployment, int count, TimeSpan? keep = null) =>
        work = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => VisitAsync(port, deployment.Slug, keep))));

    public int Answered => Volatile.Read(ref answered);

    /// <summary>Ends the visits; returns what went wrong in them.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await end.CancelAsync();
        await work;
        return failures;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        end.Dispose();
    }

    private async Task VisitAsync(int port, string slug, TimeSpan? keep)
    {
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = keep ?? Timeout.InfiniteTimeSpan }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Host = $"{slug}.localhost";
        while (!end.IsCancellationRequested)
        {
            try
            {
                // A POST: neither the client nor the ingress sends it a second time on its own.
                using var answer = await http.PostAsync("/", new StringContent("x"));
                if (answer.StatusCode == HttpStatusCode.OK)
                    Interlocked.Increment(ref answered);
                else
                    Fail($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
            catch (HttpRequestException exception)
            {
                Fail(exception.ToString());
            }
        }
    }

    private void Fail(string what)
    {
        lock (failures)
            failures.Add(what);
    }
}
