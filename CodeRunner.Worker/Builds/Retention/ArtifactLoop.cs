using System.Collections.Concurrent;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>Tidies projects soon after a release of theirs, that this Worker acts for, began to serve or ended.</summary>
internal sealed class ArtifactLoop(ArtifactUpkeep upkeep, TimeProvider clock, ILogger<ArtifactLoop> logger) : Loop(clock, TimeSpan.FromSeconds(1), logger), IWorkerDuty
{
    private readonly ConcurrentDictionary<Guid, bool> wanted = new();

    public void TidySoon(Guid projectId) => wanted[projectId] = true;

    public Task RunAsync(Term term) => RunAsync(term.Token);

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (var projectId in wanted.Keys)
        {
            wanted.TryRemove(projectId, out _);
            await upkeep.TidyAsync(projectId, cancellationToken);
        }
    }
}
