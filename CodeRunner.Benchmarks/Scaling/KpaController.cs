using CodeRunner.Core.Scaling.Compatibility;
using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Knative's autoscaler on requests a second, asked each 2 s, with windows of 60 and 6 s. It sees all that come, whether they wait or not.</summary>
internal sealed class KpaController : IAutoscaler
{
    private const int StableSeconds = 60;
    private const int PanicSeconds = 6;

    private readonly KpaAutoscaler autoscaler;
    private readonly int[] arrived = new int[StableSeconds];

    public KpaController(double capacity, double target, int maximum) =>
        autoscaler = new(new KpaSpec { TargetValue = target * capacity, MinScale = 1, MaxScale = maximum, TargetBurstCapacity = 0 }, ready: 1, nowSeconds: 0);

    public int Decide(in LoadSecond second)
    {
        arrived[second.Second % StableSeconds] = second.Arrived;
        if ((second.Second + 1) % (int)KpaAutoscaler.TickSeconds != 0)
            return second.Desired;
        var decision = autoscaler.Decide(second.Second, second.Ready, Mean(second.Second, StableSeconds), Mean(second.Second, PanicSeconds));
        return decision.Valid ? decision.Desired : second.Desired;
    }

    private double Mean(int second, int window)
    {
        var known = Math.Min(window, second + 1);
        var sum = 0;
        for (var back = 0; back < known; back++)
            sum += arrived[(second - back) % StableSeconds];
        return (double)sum / known;
    }
}
