using CodeRunner.Core.Metrics;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>Makes samples of what was measured, one second after the other.</summary>
public sealed class ScaleSampler
{
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double BytesPerMb = 1024 * 1024;
    private const double Percent = 100;

    private long last;
    private long inFlight;

    /// <summary>Of what all Workers told of that second; null where not even this one told.</summary>
    public ScaleSample Take(ScaledDeployment deployment, long second, MetricBlock? told, bool isWhole) => new(
        second, deployment.Desired, [.. deployment.Healthy.Select(each => InstanceOf(deployment, each, second, told))], told is null ? null : Count(second, told))
    {
        IsWhole = isWhole && told is not null,
    };

    /// <summary>A request is counted when its answer begins. Those that came are these, and those that are more under way than before.</summary>
    private ScaleTraffic Count(long second, MetricBlock told)
    {
        var traffic = told.Points[0]?.Traffic ?? default;
        var more = second == last + 1 ? traffic.InFlight - inFlight : 0;
        (last, inFlight) = (second, traffic.InFlight);
        return new ScaleTraffic((int)Math.Max(0, traffic.Requests + more), (int)traffic.InFlight);
    }

    private static ScaleInstance InstanceOf(ScaledDeployment deployment, ScaledInstance instance, long second, MetricBlock? told)
    {
        var age = (int)Math.Clamp(second - instance.HealthySince.ToUnixTimeSeconds(), 0, int.MaxValue);
        var usage = told?.Instances.GetValueOrDefault(instance.Id)?[0] ?? default;
        return new ScaleInstance(
            age,
            Percent * usage[UsageMeasure.Cpu].Mean / (deployment.Limits.Cpus * MicrosecondsPerSecond),
            Percent * usage[UsageMeasure.Memory].Mean / (deployment.Limits.MemoryMb * BytesPerMb));
    }
}
