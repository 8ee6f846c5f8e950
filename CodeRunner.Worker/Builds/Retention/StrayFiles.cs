using CodeRunner.Contracts.Releases;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>
/// Removes what lies on this node without a row that needs it: a Worker was killed between a row and its files, or what had the row was deleted on another node.
/// </summary>
internal sealed class StrayFiles(Database database, BuildPaths paths, StepRunner steps, TimeProvider clock, ILogger<StrayFiles> logger)
    : Loop(clock, TimeSpan.FromMinutes(10), logger), INodeLeaderDuty
{
    private const int PageSize = 200;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (var page in paths.Artifacts().Chunk(PageSize))
            await RemoveAsync(page.Except(await NeededArtifactsAsync(page, cancellationToken)), paths.Artifact, cancellationToken);
        foreach (var page in paths.Workspaces().Chunk(PageSize))
        {
            var stray = page.Except(await BuildingAsync(page, cancellationToken)).ToList();
            // A build that was cancelled a moment ago may still run there.
            foreach (var releaseId in stray)
                await steps.EndRemainsAsync(releaseId, cancellationToken);
            await RemoveAsync(stray, paths.Workspace, cancellationToken);
        }
        foreach (var page in paths.ProjectsWithCaches().Chunk(PageSize))
            await RemoveAsync(page.Except(await ProjectsAsync(page, cancellationToken)), paths.Caches, cancellationToken);
    }

    /// <summary>An artifact has the id of the release that was built: until that is stored, the release is still building.</summary>
    private async Task<HashSet<Guid>> NeededArtifactsAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var needed = await BuildingAsync(ids, cancellationToken);
        needed.UnionWith(await db.Releases
            .Where(release => release.ArtifactRemovedAt == null && ids.Contains(EF.Property<Guid?>(release, "ArtifactId")!.Value))
            .Select(release => EF.Property<Guid?>(release, "ArtifactId")!.Value)
            .Distinct()
            .ToListAsync(cancellationToken));
        return needed;
    }

    private async Task<HashSet<Guid>> BuildingAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.Releases
            .Where(release => ids.Contains(release.Id) && (release.State == ReleaseState.Building || release.State == ReleaseState.Queued))
            .Select(release => release.Id)
            .ToHashSetAsync(cancellationToken);
    }

    private async Task<List<Guid>> ProjectsAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.Projects.Where(project => ids.Contains(project.Id)).Select(project => project.Id).ToListAsync(cancellationToken);
    }

    private static async Task RemoveAsync(IEnumerable<Guid> strays, Func<Guid, string> pathOf, CancellationToken cancellationToken)
    {
        foreach (var id in strays)
            await DiskTree.DeleteAsync(pathOf(id), cancellationToken);
    }
}
