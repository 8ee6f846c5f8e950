using System.Collections.Concurrent;
using CodeRunner.Worker.Metrics;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>The counters of those deployments that had requests since they were read: whoever reads them looks at no others, however many there are.</summary>
internal sealed class TrafficCounters(IOptions<MetricOptions> options)
{
    private readonly ConcurrentQueue<TrafficCounter> noticed = new();

    /// <summary>Null where nothing is to be counted.</summary>
    public TrafficCounter? Make(Guid deploymentId, Func<int> inFlight) => options.Value.Enabled ? new TrafficCounter(deploymentId, inFlight, noticed.Enqueue) : null;

    /// <summary>What was counted since the last time. For one reader.</summary>
    public IEnumerable<CountedTraffic> Take()
    {
        for (var left = noticed.Count; left > 0 && noticed.TryDequeue(out var counter); left--)
            yield return counter.Take();
    }
}
