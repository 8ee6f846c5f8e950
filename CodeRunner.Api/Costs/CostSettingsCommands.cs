using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Costs;
using CodeRunner.Core;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Costs;

/// <summary>Says what a project's resources are counted at, and what a month may cost.</summary>
internal sealed class CostSettingsCommands(CodeRunnerDb db, Visibility visibility, AuditTrail audit)
{
    public const decimal MostBudget = 1_000_000_000;

    public static Faults Check(CostSettings settings)
    {
        var faults = new Faults().Check(settings.BudgetPerMonth is null or (> 0 and <= MostBudget), "budgetPerMonth", $"It must be more than 0 and at most {MostBudget}.");
        foreach (var (field, text) in ListOf(settings)?.Errors() ?? new Dictionary<string, string>())
            faults.Check(false, $"prices.{field}", text);
        return faults;
    }

    public Task<Results<NoContent, ProblemHttpResult>> PutAsync(Guid projectId, CostSettings settings, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                var seen = await visibility.LockProjectAsync(projectId, caller, Right.Administer, null, cancellationToken);
                if (!seen.TryGet(out var project, out var refusal))
                {
                    if (seen.Denied is { } denied)
                        await audit.DenyAsync(projectId, caller, "cost.settings.change", denied.Name, null, cancellationToken);
                    return refusal;
                }
                var costs = await db.ProjectCosts.SingleOrDefaultAsync(each => each.ProjectId == projectId, cancellationToken);
                if (costs is null)
                    db.ProjectCosts.Add(costs = new ProjectCosts(projectId));
                costs.Prices = ListOf(settings);
                costs.Limit(settings.BudgetPerMonth);
                await db.SaveChangesAsync(cancellationToken);
                await audit.AddAsync(projectId, caller, "cost.settings.change", project.Name, null, AuditOutcome.Done, new { settings.Prices, settings.BudgetPerMonth }, cancellationToken);
                return TypedResults.NoContent();
            },
            cancellationToken);

    private static PriceList? ListOf(CostSettings settings) =>
        settings.Prices is { } prices ? new PriceList(prices.Currency ?? "", prices.CpuHour, prices.GbHour, prices.Request, prices.EgressGb) : null;
}
