namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>At most <paramref name="Value"/> pods, or percent of those at the period's start, may come or go in <paramref name="PeriodSeconds"/>.</summary>
public readonly record struct HpaPolicy(HpaPolicyKind Kind, int Value, int PeriodSeconds);
