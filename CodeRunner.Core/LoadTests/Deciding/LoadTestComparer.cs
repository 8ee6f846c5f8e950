using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Core.LoadTests.Deciding;

/// <summary>Puts two load tests side by side.</summary>
public static class LoadTestComparer
{
    public static LoadTestComparison Compare(LoadTestResponse baseline, LoadTestResponse other)
    {
        var steps =
            from one in baseline.Steps
            join two in other.Steps on one.Concurrency equals two.Concurrency
            orderby one.Concurrency
            select new LoadTestDifference(
                one.Concurrency, Percent(one.Throughput, two.Throughput), Percent(one.P50, two.P50), Percent(one.P95, two.P95), Percent(one.P99, two.P99));
        return new(baseline, other, [.. steps], Percent(baseline.Knee?.Throughput, other.Knee?.Throughput), [.. Notes(baseline, other)]);
    }

    private static double? Percent(double? from, double? to) => from > 0 && to is not null ? Math.Round(100 * (to.Value - from.Value) / from.Value, 1) : null;

    private static IEnumerable<string> Notes(LoadTestResponse one, LoadTestResponse two)
    {
        if ((one.Method, one.Path) != (two.Method, two.Path))
            yield return $"Not the same was asked for: {one.Method} {one.Path} of release {one.Release}, {two.Method} {two.Path} of release {two.Release}.";
        if (one.Limits != two.Limits)
            yield return "Their limits of processor or memory differ.";
        if (Instances(one) is var had && Instances(two) is var has && (had != has || had is null))
            yield return $"They ran with different numbers of instances: {had ?? "changing"} and {has ?? "changing"}.";
        if (one.Seconds != two.Seconds || one.MaxRequests != two.MaxRequests)
            yield return "One had more time or requests than the other, and so the more certain numbers.";
        foreach (var test in (LoadTestResponse[])[one, two])
        {
            if (test.Reason is { } reason)
                yield return $"That of release {test.Release} ended early: {reason.Message}";
        }
    }

    /// <summary>Null where the number changed in the middle.</summary>
    private static string? Instances(LoadTestResponse test) => test.Steps.Select(step => step.Instances).Distinct().ToList() is [var only] ? $"{only}" : null;
}
