namespace CodeRunner.Contracts.LoadTests;

/// <summary>The newest completed tests of two releases. <paramref name="Notes"/> say what else than the release differs between them: then the comparison is not fair.</summary>
public sealed record LoadTestComparison(
    LoadTestResponse Baseline, LoadTestResponse Other, IReadOnlyList<LoadTestDifference> Steps, double? KneeThroughput, IReadOnlyList<string> Notes);
