namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// <paramref name="Desired"/>: replicas from now on. <paramref name="Proposed"/>: what the metrics alone asked for; null where they could not tell or were not asked.
/// <paramref name="Stabilized"/>: whether an earlier recommendation held it back.
/// </summary>
public readonly record struct HpaDecision(int Desired, int? Proposed, bool Stabilized, HpaLimit Limit);
