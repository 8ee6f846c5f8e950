using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Optimization;

/// <summary>Counts what deployments had and used each day. One Worker does it for all; were it two, the result would be the same.</summary>
internal sealed class DailyUsageLoop(Database database, TimeProvider clock, IOptions<OptimizationOptions> options, ILogger<DailyUsageLoop> logger)
    : Loop(clock, options.Value.CostInterval, logger), ILeaderDuty
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    private DateTimeOffset forgetAt;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        int rolled;
        do
        {
            await using var db = database.Open();
            rolled = await DailyUsageRollup.RollAsync(db, Clock.GetUtcNow(), cancellationToken);
        }
        while (rolled > 0);
        if (Clock.GetUtcNow() < forgetAt)
            return;
        await ForgetAsync(cancellationToken);
        forgetAt = Clock.GetUtcNow() + ForgetEvery;
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var before = DateOnly.FromDateTime((Clock.GetUtcNow() - DailyUsage.Life).UtcDateTime);
        while (await db.Database.ExecuteSqlAsync(
            $"DELETE FROM daily_usage WHERE ctid IN (SELECT ctid FROM daily_usage WHERE day < {before} ORDER BY day LIMIT {AtOnce})", cancellationToken) > 0)
        {
        }
    }
}
