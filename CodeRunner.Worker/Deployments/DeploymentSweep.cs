using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Looks at every deployment now and then, a page at a time, in case an announcement was missed.</summary>
internal sealed class DeploymentSweep(
    Database database, DeploymentQueue queue, TimeProvider clock, IOptions<DeploymentOptions> options, ILogger<DeploymentSweep> logger)
    : Loop(clock, options.Value.SweepInterval, logger), ILeaderDuty
{
    private const int PageSize = 100;

    private Guid after;
    private volatile bool startOver = true;

    /// <summary>The next tick goes through all pages at once.</summary>
    public void StartOver() => startOver = true;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (!startOver)
        {
            await PageAsync(cancellationToken);
            return;
        }
        startOver = false;
        after = Guid.Empty;
        while (await PageAsync(cancellationToken))
        {
        }
    }

    private async Task<bool> PageAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var ids = await db.Deployments
            .Where(deployment => deployment.Id > after)
            .OrderBy(deployment => deployment.Id)
            .Select(deployment => deployment.Id)
            .Take(PageSize)
            .ToListAsync(cancellationToken);
        ids.ForEach(queue.Enqueue);
        var more = ids.Count == PageSize;
        after = more ? ids[^1] : Guid.Empty;
        return more;
    }
}
