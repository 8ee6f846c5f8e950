namespace CodeRunner.Contracts.Costs;

/// <summary>As <see cref="CostSettings"/>, with the prices that count: the project's own, or the platform's where it has none (<see cref="OwnPrices"/> false).</summary>
public sealed record CostSettingsResponse(PricesResponse Prices, bool OwnPrices, decimal? BudgetPerMonth);
