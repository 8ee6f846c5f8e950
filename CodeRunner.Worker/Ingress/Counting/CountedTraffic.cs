using CodeRunner.Core.Metrics;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>What an ingress counted of a deployment since it was asked last. <see cref="Queued"/>: how long the requests that were answered had waited before an instance took them up, together.</summary>
internal readonly record struct CountedTraffic(Guid DeploymentId, Traffic Traffic, LatencyHistogram? Latency, TimeSpan Queued);
