namespace CodeRunner.Core.Optimization.Costs;

public enum BudgetState
{
    Ok,

    /// <summary>The month is expected to end over it.</summary>
    ForecastOver,

    /// <summary>More was spent already.</summary>
    Over,
}
