using CodeRunner.Contracts.Costs;

namespace CodeRunner.Core.Optimization.Costs;

/// <summary>How a project's cost is counted, and how far its budget is.</summary>
public sealed class ProjectCosts
{
    private ProjectCosts()
    {
    }

    public ProjectCosts(Guid projectId) => ProjectId = projectId;

    public Guid ProjectId { get; private set; }

    /// <summary>Its own prices; null for the platform's.</summary>
    public PriceList? Prices { get; set; }

    public decimal? BudgetPerMonth { get; private set; }

    public BudgetState BudgetState { get; private set; }

    /// <summary>The alert that fires now.</summary>
    public Guid? AlertId { get; private set; }

    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Set when it may have changed how far the budget is.</summary>
    public bool Due { get; private set; }

    public void Limit(decimal? budgetPerMonth) => (BudgetPerMonth, Due) = (budgetPerMonth, true);

    public void Check(BudgetState state, Guid? alertId, DateTimeOffset now) => (BudgetState, AlertId, CheckedAt, Due) = (state, alertId, now, false);
}
