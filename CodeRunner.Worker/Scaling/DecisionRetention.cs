using CodeRunner.Core.Scaling;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Scaling;

/// <summary>Forgets decisions that are too old, the oldest first, some at a time.</summary>
internal sealed class DecisionRetention(Database database, TimeProvider clock, IOptions<ScalingOptions> options, ILogger<DecisionRetention> logger)
    : Loop(clock, options.Value.RetentionInterval, logger), ILeaderDuty
{
    private const int AtOnce = 1000;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var before = Clock.GetUtcNow() - ScalingDecision.Life;
        while (await db.ScalingDecisions
            .Where(each => db.ScalingDecisions.Where(old => old.Time < before && old.Until < before).OrderBy(old => old.Time).Take(AtOnce).Select(old => old.Id).Contains(each.Id))
            .ExecuteDeleteAsync(cancellationToken) > 0)
        {
        }
    }
}
