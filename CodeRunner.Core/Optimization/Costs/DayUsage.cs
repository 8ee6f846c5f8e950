using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Metrics;

namespace CodeRunner.Core.Optimization.Costs;

/// <summary>What was paid for and used, of metrics: cores and GB (2^30 bytes) times hours. Pure.</summary>
public readonly record struct DayUsage(ResourceHours Paid, ResourceHours Used, long Requests, long EgressBytes)
{
    private const double MicrosecondsPerHour = 3_600_000_000;
    private const double SecondsPerHour = 3600;
    private const double BytesPerGb = 1L << 30;
    private const double MbPerGb = 1024;

    /// <summary><paramref name="limitsAt"/> tells an instance's limits at a time in Unix seconds.</summary>
    public static DayUsage Of(MetricBlock points, Func<long, Limits> limitsAt)
    {
        var sum = default(DayUsage);
        for (var index = 0; index < points.Points.Length; index++)
        {
            if (points.Points[index] is { } point)
                sum += Of(point, limitsAt(points.TimeOf(index)));
        }
        return sum;
    }

    public static DayUsage operator +(DayUsage one, DayUsage other) => new(
        new(one.Paid.Cpu + other.Paid.Cpu, one.Paid.Gb + other.Paid.Gb),
        new(one.Used.Cpu + other.Used.Cpu, one.Used.Gb + other.Used.Gb),
        one.Requests + other.Requests,
        one.EgressBytes + other.EgressBytes);

    private static DayUsage Of(MetricPoint point, Limits limits)
    {
        var usage = point.Usage;
        var hours = usage[UsageMeasure.Instances].Sum / SecondsPerHour;
        var used = new ResourceHours(usage[UsageMeasure.Cpu].Sum / MicrosecondsPerHour, usage[UsageMeasure.Memory].Sum / BytesPerGb / SecondsPerHour);
        var paid = new ResourceHours(Math.Max(used.Cpu, hours * limits.Cpus), Math.Max(used.Gb, hours * limits.MemoryMb / MbPerGb));
        return new DayUsage(paid, used, point.Traffic.Requests, point.Traffic.BytesOut + usage[UsageMeasure.NetworkOut].Sum);
    }
}
