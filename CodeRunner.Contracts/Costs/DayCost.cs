namespace CodeRunner.Contracts.Costs;

/// <summary>A day in UTC.</summary>
public sealed record DayCost(DateOnly Day, decimal Total, decimal Idle);
