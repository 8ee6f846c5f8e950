namespace CodeRunner.Contracts.Metrics;

/// <summary>What is known of one second, by the metrics' names; what could not be measured is not among them.</summary>
public sealed record MetricSample(DateTimeOffset Time, IReadOnlyDictionary<string, double> Values);
