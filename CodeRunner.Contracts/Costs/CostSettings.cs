namespace CodeRunner.Contracts.Costs;

/// <summary>How a project's cost is counted. <see cref="Prices"/>: its own price list, null for the platform's. <see cref="BudgetPerMonth"/>: what a month may cost, null without a budget.</summary>
public sealed record CostSettings(PricesResponse? Prices, decimal? BudgetPerMonth);
