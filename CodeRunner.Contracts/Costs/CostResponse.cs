namespace CodeRunner.Contracts.Costs;

/// <summary>
/// What a project cost from <see cref="From"/> to before <see cref="To"/> (days in UTC), in the environments that the caller may see. <see cref="Forecast"/>: what the present month
/// will have cost at its end, with nine chances in ten between <see cref="ForecastLow"/> and <see cref="ForecastHigh"/>; <see cref="SpentThisMonth"/> of it is spent. The newest
/// minutes, at most about ten, are not in it yet. <see cref="Budget"/> is null without one, and for who does not see the whole project.
/// </summary>
public sealed record CostResponse(
    string Currency,
    DateOnly From,
    DateOnly To,
    decimal Total,
    decimal Idle,
    decimal Forecast,
    decimal ForecastLow,
    decimal ForecastHigh,
    decimal SpentThisMonth,
    BudgetResponse? Budget,
    IReadOnlyList<DeploymentCost> ByDeployment,
    IReadOnlyList<EnvironmentCost> ByEnvironment,
    IReadOnlyList<DayCost> ByDay,
    IReadOnlyList<MonthCost> ByMonth);
