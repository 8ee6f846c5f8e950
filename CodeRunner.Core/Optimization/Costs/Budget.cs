using CodeRunner.Contracts.Costs;

namespace CodeRunner.Core.Optimization.Costs;

/// <summary>What a month may cost.</summary>
public sealed record Budget(decimal PerMonth)
{
    /// <summary>Exactly the budget is not over it.</summary>
    public BudgetState StateOf(CostForecast forecast) =>
        forecast.Spent > PerMonth ? BudgetState.Over : forecast.Expected > PerMonth ? BudgetState.ForecastOver : BudgetState.Ok;
}
