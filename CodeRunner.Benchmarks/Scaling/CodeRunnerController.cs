using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Core.Scaling.Forecasting;
using CodeRunner.Core.Scaling.Replay;
using CodeRunner.Core.Scaling.Tracking;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Our own. The load is taken to begin at midnight.</summary>
internal sealed class CodeRunnerController(double capacity, int startupSeconds) : IAutoscaler
{
    private readonly DemandTracker tracker = new(capacity, startupSeconds, TrackingRules.Default);
    private readonly SeasonalForecast forecast = new();

    public int Decide(in LoadSecond second)
    {
        forecast.Observe(second.Second, second.Arrived);
        var foreseen = forecast.Foresee(second.Second, ScaleTimes.ForesightFor(startupSeconds));
        return tracker.Decide(second.Second, second.Arrived, second.Waiting, second.Ready, second.Desired, foreseen).Instances;
    }
}
