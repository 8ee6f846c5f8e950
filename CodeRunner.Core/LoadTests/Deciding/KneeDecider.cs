using System.Globalization;
using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Core.LoadTests.Deciding;

/// <summary>
/// Finds the knee by Kleinrock's power: throughput divided by response time is greatest where both are balanced (L. Kleinrock, "Power and Deterministic Rules of Thumb for Probabilistic Problems in
/// Computer Communications", ICC 1979). With N requests at once and throughput X, Little's law makes the response time N / X, so that the power is X² / N: no percentile is needed, and neither is a
/// threshold. Twice as many requests at once are worth it while they bring at least √2 times the throughput.
/// </summary>
public static class KneeDecider
{
    /// <summary>In seconds. What a step measures in less depends on what else the machine does.</summary>
    private const double Sure = 1;

    public static KneeVerdict Decide(IReadOnlyList<LoadTestStep> steps)
    {
        if (steps.Count < 2)
            return new(null, "One step tells nothing about a knee: it takes two at least.");
        var best = steps.MaxBy(Power)!;
        if (best.Throughput <= 0)
            return new(null, "Nothing was answered without an error.");
        var doubt = steps.Min(step => step.Seconds) < Sure ? " Its steps were short, so that is a guess: with more requests it is surer." : "";
        var most = steps.Max(step => step.Concurrency);
        return best.Concurrency == most
            ? new(null, $"Not reached: with {most} at once, throughput still grew by more than latency. Let more requests come at once to find it.{doubt}")
            : new(
                new(best.Concurrency, best.Throughput, best.P95),
                $"Up to {best.Concurrency} at once, more requests bring more throughput ({best.Throughput.ToString(best.Throughput < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture)} a second); beyond that, they mostly wait for each other.{doubt}");
    }

    private static double Power(LoadTestStep step) => step.Throughput * step.Throughput / step.Concurrency;
}
