using CodeRunner.Contracts.Costs;
using CodeRunner.Core;
using CodeRunner.Core.Optimization.Costs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Costs;

/// <summary>What a project counts its resources at: its own prices, or the platform's.</summary>
internal sealed class ProjectPrices(CodeRunnerDb db, IOptions<PriceOptions> platform)
{
    public async Task<PriceList> OfAsync(Guid projectId, CancellationToken cancellationToken) =>
        Of(await db.ProjectCosts.AsNoTracking().SingleOrDefaultAsync(costs => costs.ProjectId == projectId, cancellationToken));

    public PriceList Of(ProjectCosts? costs) => costs?.Prices ?? platform.Value.ToList();

    public CostSettingsResponse Show(ProjectCosts? costs)
    {
        var prices = Of(costs);
        return new(new(prices.Currency, prices.CpuHour, prices.GbHour, prices.Request, prices.EgressGb), costs?.Prices is not null, costs?.BudgetPerMonth);
    }
}
