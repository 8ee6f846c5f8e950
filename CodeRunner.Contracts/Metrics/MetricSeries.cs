namespace CodeRunner.Contracts.Metrics;

/// <summary>One metric over time, in its unit: cores, bytes, bytes/s, requests/s, ms and others.</summary>
public sealed record MetricSeries(string Name, string Unit, IReadOnlyList<MetricValue> Points);
