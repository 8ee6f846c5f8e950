using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>
/// Our autoscaler beside Kubernetes' and Knative's, on the same load: a simulation of each second. Without a trace it plays the public ones, each with three start-up times, and three
/// loads on which a good autoscaler does not move to and fro.
/// </summary>
internal sealed class ScalingBenchmark(IReadOnlyList<string> arguments) : IBenchmark
{
    private const double HpaShare = 0.5;
    private const double KpaShare = 0.9;

    private static readonly int[] StartupSeconds = [3, 10, 30];

    public string Name => "scaling";

    public Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        var wanted = ScalingArguments.Parse(arguments);
        if (wanted.Trace is { } file)
            Tell(report, Case(wanted, Path.GetFileNameWithoutExtension(file), TraceFile.Read(file, wanted.BinSeconds)));
        else
            PlayAll(report, wanted, cancellationToken);
        return Task.CompletedTask;
    }

    private static ScalingCase Case(ScalingArguments wanted, string name, LoadTrace trace, int? startup = null) =>
        new(name, trace, wanted.StartupSeconds ?? startup ?? StartupSeconds[0], wanted.Capacity, wanted.From, wanted.To);

    private static void PlayAll(Report report, ScalingArguments wanted, CancellationToken cancellationToken)
    {
        foreach (var (name, trace) in PublicTraces.All())
        {
            foreach (var startup in StartupSeconds)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Compare(report, Tell(report, Case(wanted, name, trace, startup)));
            }
        }
        foreach (var (name, trace) in SteadyTraces.All)
            report.Add($"changes of direction, {name}", Ours(report, new ScalingCase(name, trace, StartupSeconds[1], SteadyTraces.Capacity, from: 0)).Turns, "times", 0);
    }

    private static ScalingLine Ours(Report report, ScalingCase load)
    {
        var ours = load.Ours();
        report.WriteLine(ours);
        return ours;
    }

    private static (ScalingLine Ours, ScalingLine Hpa, ScalingLine Kpa) Tell(Report report, ScalingCase load)
    {
        var lines = (Ours: load.Ours(), Hpa: load.Hpa(), Kpa: load.Kpa());
        report.WriteLine(lines.Ours);
        report.WriteLine(lines.Hpa);
        report.WriteLine(lines.Kpa);
        return lines;
    }

    private static void Compare(Report report, (ScalingLine Ours, ScalingLine Hpa, ScalingLine Kpa) lines)
    {
        var ((ours, hpa, kpa), name) = (lines, $"{lines.Ours.Trace}, {lines.Ours.StartupSeconds} s");
        report.Add($"late, {name}, of HPA's", Share(ours.LateRequests, hpa.LateRequests), "ratio", HpaShare);
        report.Add($"late, {name}, of KPA's", Share(ours.LateRequests, kpa.LateRequests), "ratio", KpaShare);
        report.Add($"violations, {name}, of HPA's", Share(ours.ViolationSeconds, hpa.ViolationSeconds), "ratio", HpaShare);
        report.Add($"violations, {name}, of KPA's", Share(ours.ViolationSeconds, kpa.ViolationSeconds), "ratio", KpaShare);
        report.Add($"hours, {name}, of the lesser", Share(ours.InstanceHours, Math.Min(hpa.InstanceHours, kpa.InstanceHours)), "ratio", 1);
        report.Add($"reversals, {name}, of HPA's", Share(ours.Reversals, hpa.Reversals), "ratio", 1);
    }

    /// <summary>1 where neither has any.</summary>
    private static double Share(double ours, double theirs) => ours == theirs ? 1 : ours / theirs;
}
