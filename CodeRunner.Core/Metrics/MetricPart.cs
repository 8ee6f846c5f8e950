namespace CodeRunner.Core.Metrics;

/// <summary>What one Worker saw of a deployment in the <see cref="MetricLevel.Parts"/>' block that begins at <see cref="Start"/>, by <see cref="MetricPacking"/>.</summary>
public sealed record MetricPart(Guid DeploymentId, long Start, byte[] Packed);
