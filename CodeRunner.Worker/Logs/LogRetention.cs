using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Logs;

/// <summary>Keeps each deployment's history within its bounds, a few thousand lines at a time.</summary>
internal sealed class LogRetention(Database database, TimeProvider clock, IOptions<LogOptions> options, ILogger<LogRetention> logger)
    : Loop(clock, options.Value.RetentionInterval, logger), ILeaderDuty
{
    private const int DeletedAtOnce = 5000;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var heads = await db.LogHeads.AsNoTracking().ToListAsync(cancellationToken);
        foreach (var head in heads)
        {
            var oldest = Clock.GetUtcNow() - options.Value.MaxAge;
            var until = head.LastCursor - options.Value.MaxLinesPerDeployment;
            int deleted;
            do
                deleted = await db.Database.ExecuteSqlAsync(
                    $"""
                    DELETE FROM log_lines WHERE deployment_id = {head.DeploymentId} AND cursor IN (
                        SELECT cursor
                        FROM (SELECT cursor, time FROM log_lines WHERE deployment_id = {head.DeploymentId} ORDER BY cursor LIMIT {DeletedAtOnce}) oldest
                        WHERE cursor <= {until} OR time < {oldest})
                    """,
                    cancellationToken);
            while (deleted == DeletedAtOnce);
        }
    }
}
