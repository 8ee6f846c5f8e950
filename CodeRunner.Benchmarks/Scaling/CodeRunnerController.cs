using CodeRunner.Core.Scaling.Replay;
using CodeRunner.Core.Scaling.Tracking;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Our own.</summary>
internal sealed class CodeRunnerController(double capacity, int startupSeconds) : IAutoscaler
{
    private readonly DemandTracker tracker = new(capacity, startupSeconds, TrackingRules.Default);

    public int Decide(in LoadSecond second) => tracker.Decide(second.Second, second.Arrived, second.Waiting, second.Ready, second.Desired).Instances;
}
