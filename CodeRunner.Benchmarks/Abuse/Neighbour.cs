using System.Diagnostics;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Benchmarks.Abuse;

/// <summary>Another project's app, and how long its visitors wait.</summary>
internal sealed class Neighbour(Uri apps, DeploymentResponse deployment)
{
    private const int Visitors = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private int failed;

    public const string Program = "require('http').createServer((q, r) => r.end('hello')).listen(process.env.PORT);";

    public int Failed => failed;

    /// <summary>In milliseconds, of all visits within that time.</summary>
    public async Task<double> P99Async(TimeSpan time)
    {
        var waits = await Task.WhenAll(Enumerable.Range(0, Visitors).Select(_ => Task.Run(() => VisitAsync(time))));
        return Samples.Percentile(waits.SelectMany(each => each), 0.99);
    }

    private async Task<List<double>> VisitAsync(TimeSpan time)
    {
        using var client = CodeRunner.Benchmarks.Visitors.Client(apps, deployment.Slug);
        var waits = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time; await Task.Delay(Pause))
        {
            var asked = Stopwatch.GetTimestamp();
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
            waits.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }
        return waits;
    }
}
