using CodeRunner.Contracts.Metrics;
using CodeRunner.Core.Metrics;

namespace CodeRunner.Api.Metrics;

/// <summary>Points as series, each metric's values for itself.</summary>
internal static class MetricAnswers
{
    /// <summary>Of all, or of one instance: of that, only what it uses is known.</summary>
    public static MetricsResponse Of(MetricRange range, MetricBlock found, Guid? instance)
    {
        var points = instance is { } id ? OfInstance(found, id) : found.Points;
        var series = (instance is null ? MetricName.All : MetricName.OfUsage).Select(metric => new MetricSeries(metric.Name, metric.Unit, Values(found, points, metric)));
        return new MetricsResponse(DateTimeOffset.FromUnixTimeSeconds(range.From), DateTimeOffset.FromUnixTimeSeconds(range.To), range.Step, [.. series]);
    }

    private static MetricPoint?[] OfInstance(MetricBlock found, Guid id) => found.Instances.TryGetValue(id, out var usages)
        ? Array.ConvertAll(usages, usage => usage is { } seen ? new MetricPoint(1, default, null, seen) : null)
        : new MetricPoint?[found.Points.Length];

    private static MetricValue[] Values(MetricBlock found, MetricPoint?[] points, MetricName metric)
    {
        var values = new MetricValue[points.Length];
        for (var index = 0; index < values.Length; index++)
            values[index] = new MetricValue(found.TimeOf(index), points[index] is { } point ? metric.Read(point) : null);
        return values;
    }
}
