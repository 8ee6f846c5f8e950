using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Looks often at those of this Worker that are on their way to somewhere. Its queries read partial indexes that hold only such rows.</summary>
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
                SELECT id FROM deployments WHERE state NOT IN ('Running', 'Stopped', 'Created')
                UNION SELECT deployment_id FROM releases WHERE state IN ('Queued', 'Building', 'Starting')
                UNION SELECT deployment_id FROM instances WHERE state <> 'Running') unsettled
            JOIN deployment_leases lease ON lease.deployment_id = unsettled.id AND lease.worker_id = {current!.WorkerId}
            LIMIT {Most}
            """).ToListAsync(cancellationToken);
        ids.ForEach(queue.Enqueue);
    }
}
