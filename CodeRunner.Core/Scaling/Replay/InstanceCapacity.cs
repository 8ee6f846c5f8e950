using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Core.Scaling.Tracking;

namespace CodeRunner.Core.Scaling.Replay;

/// <summary>How many requests/s an instance serves, as far as anything tells. Pure.</summary>
public static class InstanceCapacity
{
    private const double MicrosecondsPerSecond = 1_000_000;
    private const long FewRequests = 100;
    private const double Usual = 50;
    private const double Least = 0.1;
    private const double Most = 100_000;

    /// <summary>By the processor time that a request took, of what an instance has of it; by a target for requests; or what is usual.</summary>
    /// <param name="history">What was measured.</param>
    /// <param name="cpus">That an instance may use.</param>
    /// <param name="rules">Of which a target may tell.</param>
    public static (double Capacity, CapacitySource Source) Estimate(MetricBlock? history, double cpus, IEnumerable<ScaleRule> rules)
    {
        if (history is not null && Measure(history, cpus) is { } measured)
            return (Math.Clamp(measured, Least, Most), CapacitySource.Measured);
        return rules.OfType<TargetRule>().FirstOrDefault(rule => rule.Trigger == ScalingTrigger.Requests) is { } target
            ? (Math.Clamp(target.Target / TrackingRules.Default.LeastAim, Least, Most), CapacitySource.Target)
            : (Usual, CapacitySource.Assumed);
    }

    private static double? Measure(MetricBlock history, double cpus)
    {
        var (requests, cores) = (0L, 0.0);
        foreach (var point in history.Points.OfType<MetricPoint>())
        {
            if (point.Usage[UsageMeasure.Cpu].Mean is not { } microseconds)
                continue;
            requests += point.Traffic.Requests;
            cores += microseconds / MicrosecondsPerSecond * point.Seconds;
        }
        return requests >= FewRequests && cores > 0 ? cpus * requests / cores : null;
    }
}
