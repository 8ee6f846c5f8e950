using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Benchmarks.Abuse;

/// <summary>Another app of the same node, and how long its visitors wait.</summary>
internal sealed class Neighbour(Uri apps, DeploymentResponse deployment)
{
    public const string Program = "require('http').createServer((q, r) => r.end('hello')).listen(process.env.PORT);";

    private const int Count = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public int Failed { get; private set; }

    /// <summary>In milliseconds, of all visits within that time.</summary>
    public async Task<double> P99Async(TimeSpan time, CancellationToken cancellationToken)
    {
        using var visitors = new Visitors(apps, Enumerable.Repeat(deployment, Count), Pause);
        await Task.Delay(time, cancellationToken);
        Failed += await visitors.EndAsync();
        return Samples.Percentile(visitors.Waits, 0.99);
    }
}
