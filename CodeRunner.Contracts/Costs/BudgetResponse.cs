namespace CodeRunner.Contracts.Costs;

public sealed record BudgetResponse(decimal PerMonth, BudgetState State);
