using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Looks at every deployment now and then, a page at a time, in case an announcement was missed; one that nobody acts for yet is claimed then.</summary>
internal sealed class DeploymentSweep(
    Database database, DeploymentQueue queue, ClaimDuty claims, TimeProvider clock, IOptions<DeploymentOptions> options, ILogger<DeploymentSweep> logger)
    : Loop(clock, options.Value.SweepInterval, logger), IWorkerDuty
{
    private const int PageSize = 100;

    private Guid after;
    private volatile bool startOver = true;

    public Task RunAsync(Term term) => RunAsync(term.Token);

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
        var page = await db.Deployments
            .Where(deployment => deployment.Id > after)
            .OrderBy(deployment => deployment.Id)
            .Select(deployment => new { deployment.Id, IsClaimed = db.DeploymentLeases.Any(lease => lease.DeploymentId == deployment.Id) })
            .Take(PageSize)
            .ToListAsync(cancellationToken);
        foreach (var deployment in page)
        {
            queue.Enqueue(deployment.Id);
            if (!deployment.IsClaimed)
                claims.Hear(deployment.Id);
        }
        var more = page.Count == PageSize;
        after = more ? page[^1].Id : Guid.Empty;
        return more;
    }
}
