namespace CodeRunner.Core.Metrics;

/// <summary>A metric as the API names it, and how its value is got from a point; null where it could not be measured.</summary>
public sealed record MetricName(string Name, string Unit, Func<MetricPoint, double?> Read)
{
    private const double MicrosecondsPerSecond = 1_000_000;

    /// <summary>Of an instance, and of all instances of a deployment together.</summary>
    public static readonly IReadOnlyList<MetricName> OfUsage =
    [
        new("cpu", "cores", point => point.Usage[UsageMeasure.Cpu].Mean / MicrosecondsPerSecond),
        new("memory", "bytes", point => point.Usage[UsageMeasure.Memory].Mean),
        new("pids", "processes", point => point.Usage[UsageMeasure.Pids].Mean),
        new("disk", "bytes", point => point.Usage[UsageMeasure.Disk].Mean),
        new("networkIn", "bytes/s", point => point.Usage[UsageMeasure.NetworkIn].Mean),
        new("networkOut", "bytes/s", point => point.Usage[UsageMeasure.NetworkOut].Mean),
    ];

    public static readonly IReadOnlyList<MetricName> All =
    [
        .. OfUsage,
        new("instances", "instances", point => point.Usage[UsageMeasure.Instances].Mean),
        new("requests", "requests/s", point => PerSecond(point, point.Traffic.Requests)),
        new("errors", "requests/s", point => PerSecond(point, point.Traffic.Errors)),
        new("inFlight", "requests", point => PerSecond(point, point.Traffic.InFlight)),
        new("bytesIn", "bytes/s", point => PerSecond(point, point.Traffic.BytesIn)),
        new("bytesOut", "bytes/s", point => PerSecond(point, point.Traffic.BytesOut)),
        new("latencyP50", "ms", point => point.Latency?.Percentile(0.50)),
        new("latencyP95", "ms", point => point.Latency?.Percentile(0.95)),
        new("latencyP99", "ms", point => point.Latency?.Percentile(0.99)),
    ];

    /// <summary>All that is known of a moment, by name.</summary>
    public static Dictionary<string, double> ValuesOf(MetricPoint point) =>
        All.Select(metric => (metric.Name, Value: metric.Read(point))).Where(each => each.Value is not null).ToDictionary(each => each.Name, each => each.Value!.Value);

    private static double? PerSecond(MetricPoint point, long count) => point.Seconds == 0 ? null : (double)count / point.Seconds;
}
