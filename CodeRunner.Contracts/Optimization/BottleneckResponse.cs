namespace CodeRunner.Contracts.Optimization;

/// <summary>What holds a deployment up: <see cref="Share"/> of its time [0–1]. <see cref="SinceRelease"/>: the number of the release with which it came; null when it was always there.</summary>
public sealed record BottleneckResponse(BottleneckResource Resource, double Share, int? SinceRelease, string Evidence);
