namespace CodeRunner.Core.Metrics;

/// <summary>What is known of a deployment at one time: <see cref="Seconds"/> of it were seen by anybody; the rest is a gap and counts for nothing.</summary>
public sealed record MetricPoint(int Seconds, Traffic Traffic, LatencyHistogram? Latency, Usage Usage);
