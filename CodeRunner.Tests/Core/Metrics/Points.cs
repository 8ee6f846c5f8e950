using CodeRunner.Core.Metrics;

namespace CodeRunner.Tests.Core.Metrics;

/// <summary>Short ways to say what was seen.</summary>
internal static class Points
{
    public static Usage Usage(long? cpu = null, long? memory = null, long? disk = null)
    {
        var usage = default(Usage);
        usage[UsageMeasure.Cpu] = Gauge.Of(cpu);
        usage[UsageMeasure.Memory] = Gauge.Of(memory);
        usage[UsageMeasure.Disk] = Gauge.Of(disk);
        usage[UsageMeasure.Instances] = Gauge.Of(1);
        return usage;
    }

    public static MetricPoint Seen(long requests = 0, long errors = 0, params double[] milliseconds) =>
        new(1, new Traffic(requests, errors, 0, 0, 0), Latency(milliseconds), default);

    public static LatencyHistogram? Latency(params double[] milliseconds)
    {
        var sum = new LatencySum();
        foreach (var each in milliseconds)
            sum.Add(LatencyBuckets.Of(TimeSpan.FromMilliseconds(each)), 1);
        return sum.ToHistogram();
    }

    public static MetricBlock Part(long start, MetricPoint?[] points, params (Guid Id, Usage?[] Usages)[] instances) =>
        new(start, 1, points, instances.ToDictionary(each => each.Id, each => each.Usages));
}
