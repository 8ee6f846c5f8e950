using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Alerts.Deciding;

namespace CodeRunner.Core.Metrics;

/// <summary>What rules look at, of a deployment's last seconds. Pure.</summary>
public static class RecentLoad
{
    private const double Percent = 100;
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double BytesPerMb = 1024 * 1024;

    /// <summary>Of the instance that has the most, in % of <paramref name="limits"/>; errors and latency of all requests in that time.</summary>
    public static ObservedLoad Of(MetricBlock recent, Limits limits)
    {
        var traffic = recent.Points.OfType<MetricPoint>().Aggregate(default(Traffic), (sum, point) => sum.And(point.Traffic));
        var latency = new LatencySum();
        foreach (var point in recent.Points)
            latency.Add(point?.Latency);
        return new ObservedLoad(
            Most(recent, UsageMeasure.Cpu, limits.Cpus * MicrosecondsPerSecond),
            Most(recent, UsageMeasure.Memory, limits.MemoryMb * BytesPerMb),
            Most(recent, UsageMeasure.Disk, limits.DiskMb * BytesPerMb),
            traffic.Requests == 0 ? null : Percent * traffic.Errors / traffic.Requests,
            latency.ToHistogram()?.Percentile(0.95));
    }

    private static double? Most(MetricBlock recent, UsageMeasure measure, double limit) => recent.Instances.Values
        .Select(usages => usages.OfType<Usage>().Aggregate(default(Gauge), (sum, usage) => sum.And(usage[measure])).Mean)
        .Max() is { } most && limit > 0 ? Percent * most / limit : null;
}
