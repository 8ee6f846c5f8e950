namespace CodeRunner.Contracts.Live;

/// <summary>Measurements of one deployment at one moment, by the metrics' names.</summary>
public sealed record LiveSample(Guid DeploymentId, DateTimeOffset Time, IReadOnlyDictionary<string, double> Values);
