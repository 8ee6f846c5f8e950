namespace CodeRunner.Contracts.LoadTests;

/// <summary>How the other test's step differs from the first one's with as many requests at once, in percent; null where one of them has no value.</summary>
public sealed record LoadTestDifference(int Concurrency, double? Throughput, double? P50, double? P95, double? P99);
