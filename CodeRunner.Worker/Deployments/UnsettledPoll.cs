using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// Looks often at those of this Worker that are on their way to somewhere; those that failed, sleep or wait for their next try are not. Its queries read partial
/// indexes, and the lease of each that they find: all leases are many.
/// </summary>
internal sealed class UnsettledPoll(
    Database database, DeploymentQueue queue, TimeProvider clock, IOptions<DeploymentOptions> options, ILogger<UnsettledPoll> logger)
    : Loop(clock, options.Value.PollInterval, logger), IWorkerDuty
{
    private const int Most = 1000;

    private Term? current;

    public Task RunAsync(Term term)
    {
        current = term;
        return RunAsync(term.Token);
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var ids = await db.Database.SqlQuery<Guid>(
            $"""
            SELECT unsettled.id AS "Value" FROM (
                SELECT id FROM deployments WHERE state IN ('Building', 'Starting', 'Stopping', 'Deleting')
                UNION SELECT deployment_id FROM releases WHERE state IN ('Queued', 'Building', 'Starting')
                UNION SELECT deployment_id FROM instances WHERE state <> 'Running' AND (state <> 'Backoff' OR next_try_at <= {Clock.GetUtcNow()})) unsettled
            WHERE (SELECT worker_id FROM deployment_leases WHERE deployment_id = unsettled.id) = {current!.WorkerId}
            LIMIT {Most}
            """).ToListAsync(cancellationToken);
        ids.ForEach(queue.Enqueue);
    }
}
