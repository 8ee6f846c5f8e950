using System.Diagnostics;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>What it costs to decide for many deployments in the same second, on one thread, each with a target of requests and one of processors.</summary>
internal static class EngineCost
{
    private const int Deployments = 10_000;
    private const int WarmSeconds = 90;
    private const int Seconds = 20;
    private const double MostMilliseconds = 200;

    public static void Measure(Report report)
    {
        var random = new Random(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var all = Enumerable.Range(0, Deployments).Select(_ => (State: new ScaleState(), Rules: Rules(), Load: random.Next(5, 400))).ToArray();
        var took = new List<double>();
        for (var second = 0; second < WarmSeconds + Seconds; second++)
        {
            var samples = Array.ConvertAll(all, each => Sample(random, second, each.Load));
            var began = Stopwatch.GetTimestamp();
            for (var index = 0; index < all.Length; index++)
                ScaleDecider.Decide(all[index].State, samples[index], all[index].Rules, new ScaleBounds(0, 20, 3));
            if (second >= WarmSeconds)
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(all);
        report.Add($"autoscale.engine.{Deployments}-deployments", Samples.Median(took), "ms a tick", MostMilliseconds);
        report.Add("autoscale.engine.memory", (after - before) / 1024.0 / Deployments, "KiB each");
    }

    private static ScaleRule[] Rules() => [new TargetRule(Guid.NewGuid(), ScalingTrigger.Requests, 60, 1, 20), new TargetRule(Guid.NewGuid(), ScalingTrigger.Cpu, 70, 1, 20)];

    private static ScaleSample Sample(Random random, int second, int load) => new(
        second, 4, [.. Enumerable.Repeat(new ScaleInstance(600, random.Next(20, 80), 30), 4)], new ScaleTraffic(load + random.Next(-4, 4), 3));
}
