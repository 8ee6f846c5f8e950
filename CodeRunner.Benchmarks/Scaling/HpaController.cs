using CodeRunner.Core.Scaling.Compatibility;
using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Kubernetes' horizontal autoscaler, asked each 15 s: what its instances worked in that time, as a share of what they could.</summary>
internal sealed class HpaController(double capacity, double target, int maximum) : IAutoscaler
{
    private readonly HpaAutoscaler autoscaler = new(new HpaSpec(1, maximum, target));
    private long served;

    public int Decide(in LoadSecond second)
    {
        served += second.Served;
        if ((second.Second + 1) % (int)HpaAutoscaler.SyncSeconds != 0)
            return second.Desired;
        var usage = served / HpaAutoscaler.SyncSeconds / capacity;
        served = 0;
        return autoscaler.Decide(new HpaObservation(second.Second, second.Desired, second.Ready, second.Desired - second.Ready, usage)).Desired;
    }
}
