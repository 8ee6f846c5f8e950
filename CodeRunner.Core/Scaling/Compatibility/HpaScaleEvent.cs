namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>So many replicas came, or went, at a time in seconds. <paramref name="Outdated"/>: no policy looks back that far, and the next event may have its place.</summary>
public readonly record struct HpaScaleEvent(int Change, double AtSeconds, bool Outdated = false);
