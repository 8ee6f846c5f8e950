using System.Collections.Concurrent;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>Tidies projects soon after a release of theirs began to serve or ended, and all others now and then, a page at a time.</summary>
internal sealed class ArtifactLoop(ArtifactUpkeep upkeep, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<ArtifactLoop> logger)
    : Loop(clock, TimeSpan.FromSeconds(1), logger), ILeaderDuty
{
    private readonly ConcurrentDictionary<Guid, bool> wanted = new();
    private Guid after;
    private DateTimeOffset nextPageAt;

    public void TidySoon(Guid projectId) => wanted[projectId] = true;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (var projectId in wanted.Keys)
        {
            wanted.TryRemove(projectId, out _);
            await upkeep.TidyAsync(projectId, cancellationToken);
        }
        if (Clock.GetUtcNow() < nextPageAt)
            return;
        nextPageAt = Clock.GetUtcNow() + options.Value.SweepInterval;
        var page = await upkeep.NextProjectsAsync(after, cancellationToken);
        after = page.Count == 0 ? Guid.Empty : page[^1];
        foreach (var projectId in page)
            await upkeep.TidyAsync(projectId, cancellationToken);
    }
}
