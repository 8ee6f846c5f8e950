using CodeRunner.Core.Releases;
using CodeRunner.Worker.Builds.Plans;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>Artifacts of this node: what a build left, taken over from it and only read from then on; in a directory, or where the node is many machines as an image.</summary>
public sealed class ArtifactStore(BuildPaths paths, ISandboxProvider provider, NodeIdentity node, IOptions<BuildsOptions> options)
{
    /// <summary>
    /// Moves what a finished build left in <paramref name="appDirectory"/> into the store. The artifact has the release's id: building a release again gives
    /// the same artifact, so that none is ever forgotten.
    /// </summary>
    public async Task<Artifact> KeepAsync(Guid id, string appDirectory, BuildPlan plan, CancellationToken cancellationToken)
    {
        var kept = await ArrangeAsync(appDirectory, plan.Layout, cancellationToken);
        if (new DirectoryInfo(kept) is not { Exists: true, LinkTarget: null })
            throw new BuildFailedException(new("build_without_result", "The build ended well, but left no folder with its result."));
        kept = await Task.Run(() => BringHome(id, kept), cancellationToken);
        if (plan.Steps.Any())
            await DiskTree.TakeAsync(kept, cancellationToken);
        var start = plan.Layout == ArtifactLayout.Published ? PublishedStart(kept, plan.Start) : plan.Start;
        var bytes = await DiskTree.MeasureAsync(kept, cancellationToken);
        var artifact = paths.Artifact(id);
        BuildPaths.MakeDirectory(Path.GetDirectoryName(artifact)!);
        await DiskTree.DeleteAsync(artifact, cancellationToken);
        var made = new Artifact(id, node.Id, plan.Runtime, start, "", plan.Environment, bytes) { BuiltImage = await provider.PushAsync(id, kept, plan.Runtime, options.Value.DiskMb, cancellationToken) };
        if (made.BuiltImage is null)
            Directory.Move(kept, artifact);
        return made;
    }

    /// <summary>"" for an image: a container engine has that, or pulls it.</summary>
    public string? Find(Artifact artifact) => (artifact.Image ?? artifact.BuiltImage) is not null ? "" : artifact.NodeId == node.Id && Directory.Exists(paths.Artifact(artifact.Id)) ? paths.Artifact(artifact.Id) : null;

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => DiskTree.DeleteAsync(paths.Artifact(id), cancellationToken);

    /// <summary>
    /// What lies on a build's disk is copied out: links as links, and neither devices, pipes nor set-id bits. Copied whole, a file of holes could be larger than
    /// the disk that it came from: it is bounded by what it says it has.
    /// </summary>
    private string BringHome(Guid id, string kept)
    {
        var workspace = paths.Workspace(id);
        if (kept.StartsWith(workspace, StringComparison.Ordinal))
            return kept;
        var home = Path.Combine(workspace, "result");
        new TreeCopy(uid: null, options.Value.DiskMb).Copy(kept, home);
        return home;
    }

    private static async Task<string> ArrangeAsync(string appDirectory, ArtifactLayout layout, CancellationToken cancellationToken)
    {
        switch (layout)
        {
            case ArtifactLayout.Published:
                return Path.Combine(appDirectory, DotnetPlan.PublishFolder);
            case ArtifactLayout.Site:
                // Around the site and not in it: there, the build could have planted a link for us to write through.
                var outer = $"{appDirectory}.site";
                Directory.CreateDirectory(outer);
                Directory.Move(appDirectory, Path.Combine(outer, StaticPlan.SiteFolder));
                await StaticServer.WriteAsync(Path.Combine(outer, StaticPlan.ServerFile), cancellationToken);
                return outer;
            default:
                return appDirectory;
        }
    }

    /// <summary>A name that MSBuild computed is not in the project file; then the one program that was published is meant.</summary>
    private static IReadOnlyList<string> PublishedStart(string published, IReadOnlyList<string> start)
    {
        const string Suffix = ".runtimeconfig.json";
        if (File.Exists(Path.Combine(published, start[^1])))
            return start;
        return Directory.GetFiles(published, $"*{Suffix}") is [var only]
            ? ["dotnet", $"{Path.GetFileName(only)[..^Suffix.Length]}.dll"]
            : throw new BuildFailedException(new("build_without_result", $"dotnet publish ended well, but there is no {start[^1]} in its result."));
    }
}
