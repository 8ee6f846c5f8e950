using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>One load, which the autoscalers get alike: at least one instance, at most 200, and seven tenths of what they can serve as the target.</summary>
internal sealed class ScalingCase
{
    private const int Maximum = 200;
    private const double Target = 0.7;
    private const int Seed = 1;
    private const double SecondsPerDay = 86_400;

    /// <summary>So many instances serve, at the default capacity, all but the busiest hundredth of the first half.</summary>
    private const int UsualPeakInstances = 20;

    private readonly ReplaySetup setup;

    /// <param name="name">Of the load.</param>
    /// <param name="trace">It.</param>
    /// <param name="startupSeconds">From a decision to a new instance's first request.</param>
    /// <param name="capacity">Requests/s of an instance; by default what the load's first half suggests.</param>
    /// <param name="from">The first day that counts, fractions allowed; by default the middle.</param>
    /// <param name="to">The first day after; by default the end.</param>
    public ScalingCase(string name, LoadTrace trace, int startupSeconds, double? capacity = null, double? from = null, double? to = null)
    {
        Name = name;
        var (first, end) = ((int)(from * SecondsPerDay ?? trace.Seconds / 2), (int)Math.Min(trace.Seconds, to * SecondsPerDay ?? trace.Seconds));
        if (first >= end)
            throw new UsageException($"{name} has no second between these days: it lasts {trace.Seconds / SecondsPerDay:0.##} days.");
        setup = new ReplaySetup(
            trace, PoissonArrivals.Sample(trace, end, Seed), capacity ?? Math.Max(1e-6, trace.RatePercentile(0.99, 0.5) / UsualPeakInstances), startupSeconds, first, end, 1, Maximum);
    }

    public string Name { get; }

    public ScalingLine Ours() => Play("coderunner", new CodeRunnerController(setup.Capacity, setup.StartupSeconds));

    public ScalingLine Hpa() => Play("hpa", new HpaController(setup.Capacity, Target, Maximum));

    public ScalingLine Kpa() => Play("kpa", new KpaController(setup.Capacity, Target, Maximum));

    private ScalingLine Play(string controller, IAutoscaler autoscaler) => ScalingLine.Of(controller, Name, setup, LoadReplay.Run(setup, autoscaler));
}
