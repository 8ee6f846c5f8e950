using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Bottlenecks;

/// <summary>
/// What holds a deployment up: <see cref="Share"/> of its time [0–1]. <see cref="SinceRelease"/>: the release with which it came; null when it was there in all that is known.
/// </summary>
public sealed record Bottleneck(BottleneckResource Resource, double Share, int? SinceRelease, string Evidence);
