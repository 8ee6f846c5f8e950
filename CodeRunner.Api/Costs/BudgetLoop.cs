using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Costs;

/// <summary>Looks at the budgets of projects whose cost has changed, and at the others once an hour, as a month begins by itself. Of several Apis each project is looked at by one.</summary>
internal sealed class BudgetLoop(IServiceScopeFactory scopes, TimeProvider time, IOptions<BudgetOptions> options, ILogger<BudgetLoop> logger)
    : UpkeepLoop(options.Value.Interval, time, logger)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly TimeProvider time = time;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (var projectId in await DueAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<BudgetJudge>().JudgeAsync(projectId, cancellationToken);
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var before = time.GetUtcNow() - Again;
        var due = await db.ProjectCosts.Where(costs => costs.Due).Select(costs => costs.ProjectId).Take(AtOnce).ToListAsync(cancellationToken);
        var old = await db.ProjectCosts.Where(costs => (costs.BudgetPerMonth != null || costs.AlertId != null) && costs.CheckedAt < before)
            .OrderBy(costs => costs.CheckedAt).Select(costs => costs.ProjectId).Take(AtOnce).ToListAsync(cancellationToken);
        return [.. due.Union(old)];
    }
}
