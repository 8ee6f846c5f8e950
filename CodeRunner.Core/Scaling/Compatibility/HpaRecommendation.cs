namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>What the metrics asked for at a time in seconds.</summary>
public readonly record struct HpaRecommendation(int Replicas, double AtSeconds);
