namespace CodeRunner.Contracts.Costs;

/// <summary>A month in UTC, by its first day; only its days that were asked for.</summary>
public sealed record MonthCost(DateOnly Month, decimal Total, decimal Idle);
