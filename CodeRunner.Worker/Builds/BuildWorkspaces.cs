using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>Makes workspaces. What a killed Worker leaves of one is all beneath <see cref="BuildPaths.Workspace"/>, and nothing of it is mounted.</summary>
public sealed class BuildWorkspaces(ISandboxProvider provider, BuildPaths paths, PackageCaches caches, IOptions<BuildsOptions> options)
{
    public async Task<BuildWorkspace> OpenAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        var directory = paths.Workspace(request.ReleaseId);
        BuildPaths.MakeDirectory(directory);
        var app = Disk(directory, "work");
        var cache = Disk(directory, "cache") with { Kept = true };
        var kept = caches.Claim(request.ProjectId, cache.Image);
        if (await provider.OpenDisksAsync([app, cache], cancellationToken) is not { } disks)
        {
            var shared = await caches.OpenAsync(request.ProjectId, cancellationToken);
            return new BuildWorkspace(Path.Combine(directory, "app"), [PackageCaches.MountOf(shared.Path)], null, [], _ => shared.Dispose());
        }
        try
        {
            var packages = disks.FilesOf(cache);
            if (kept && await DiskTree.IsDeepAsync(packages, cancellationToken))
            {
                await DiskTree.DeleteAsync(packages, cancellationToken);
                BuildPaths.MakeDirectory(packages);
            }

            return new BuildWorkspace(
                Path.Combine(disks.FilesOf(app), "app"), [PackageCaches.MountOf(packages)], disks, [app, cache], whole => KeepCache(request, cache, whole));
        }
        catch
        {
            await disks.DisposeAsync();
            throw;
        }
    }

    private void KeepCache(BuildRequest request, SandboxDisk cache, bool whole)
    {
        if (whole)
            caches.PutBack(request.ProjectId, cache.Image);
    }

    private SandboxDisk Disk(string workspace, string name)
    {
        var directory = Path.Combine(workspace, name);
        Directory.CreateDirectory(directory);
        return new SandboxDisk($"{directory}.disk", directory, options.Value.DiskMb);
    }
}
