using CodeRunner.Core.Metrics;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Core.Optimization.Recommending;
using Npgsql;

namespace CodeRunner.Core.Optimization.Keeping;

/// <summary>How a deployment was for a while: from stored metrics, and from how instances ended.</summary>
public static class HealthReader
{
    public static async Task<HealthWindow> ReadAsync(
        NpgsqlConnection connection, Guid deploymentId, DateTimeOffset from, DateTimeOffset to, IEnumerable<UsageEnd> ends, CancellationToken cancellationToken)
    {
        var within = ends.Where(end => end.Time >= from && end.Time <= to).ToList();
        var (first, last) = (from.ToUnixTimeSeconds(), Math.Max(from.ToUnixTimeSeconds() + 1, to.ToUnixTimeSeconds()));
        var points = await MetricHistory.ReadAsync(connection, deploymentId, MetricRange.Decide(first, last, null, to.ToUnixTimeSeconds()), null, cancellationToken);
        var (requests, latency) = (0L, new LatencySum());
        foreach (var point in points.Points.OfType<MetricPoint>())
        {
            requests += point.Traffic.Requests;
            latency.Add(point.Latency);
        }
        return new HealthWindow(to - from, within.Count, within.Count(end => end.OutOfMemory), requests, latency.ToHistogram()?.Percentile(0.95));
    }
}
