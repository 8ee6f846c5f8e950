using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>Tidies all projects now and then, a page at a time, in case one was missed.</summary>
internal sealed class ArtifactSweep(ArtifactUpkeep upkeep, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<ArtifactSweep> logger)
    : Loop(clock, options.Value.SweepInterval, logger), INodeLeaderDuty
{
    private Guid after;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        var page = await upkeep.NextProjectsAsync(after, cancellationToken);
        after = page.Count == 0 ? Guid.Empty : page[^1];
        foreach (var projectId in page)
            await upkeep.TidyAsync(projectId, cancellationToken);
    }
}
