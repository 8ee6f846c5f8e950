using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>
/// What all instances together have to do in a second, in the trigger's unit: 150 % of one instance's processor, 80 requests/s. It stays the same when it is shared by more
/// of them, so that seconds before and after a change can be averaged.
/// </summary>
/// <param name="Up">As far as it is known for sure: instances that warm up count as idle.</param>
/// <param name="Down">As it may be: those that warm up or were not measured are as busy as the others.</param>
/// <param name="Counted">Instances that <paramref name="Up"/> is of.</param>
/// <param name="IsWhole">Whether all was measured that there is.</param>
internal readonly record struct Demand(double Up, double Down, int Counted, bool IsWhole)
{
    public double PerInstance => Up / Counted;

    /// <summary>Null where it was not measured.</summary>
    public static Demand? Of(ScalingTrigger trigger, ScaleSample sample) => trigger switch
    {
        ScalingTrigger.Cpu => OfUsage(sample, ScaleTimes.CpuWarmUp, instance => instance.CpuPercent),
        ScalingTrigger.Memory => OfUsage(sample, ScaleTimes.MemoryWarmUp, instance => instance.MemoryPercent),
        ScalingTrigger.Requests => OfTraffic(sample, traffic => traffic.Arrived),
        _ => OfTraffic(sample, traffic => traffic.InFlight),
    };

    private static Demand? OfTraffic(ScaleSample sample, Func<ScaleTraffic, int> count) =>
        sample.Traffic is { } traffic ? new Demand(count(traffic), count(traffic), sample.Ready, sample.IsWhole) : null;

    private static Demand? OfUsage(ScaleSample sample, int warmUp, Func<ScaleInstance, double?> use)
    {
        var (sum, counted, unknown) = (0.0, 0, 0);
        for (var index = 0; index < sample.Healthy.Count; index++)
        {
            var instance = sample.Healthy[index];
            if (instance.HealthySeconds < warmUp)
                continue;
            if (use(instance) is { } used)
                (sum, counted) = (sum + used, counted + 1);
            else
                unknown++;
        }
        return counted == 0 ? null : new Demand(sum, sum / counted * sample.Ready, counted, unknown == 0);
    }
}
