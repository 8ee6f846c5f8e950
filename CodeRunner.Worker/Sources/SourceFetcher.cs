using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Sources.Archives;
using CodeRunner.Worker.Sources.Git;

namespace CodeRunner.Worker.Sources;

/// <summary>Brings a release's source onto this node, whatever kind it is.</summary>
public sealed class SourceFetcher(IServiceScopeFactory scopes, ArchiveUnpacker unpacker, GitSource git, BuildPaths paths)
{
    /// <summary>Makes the context's app directory, which must not exist, with the source. Throws <see cref="SourceException"/> or a failed step.</summary>
    public async Task FetchAsync(StepContext context, CancellationToken cancellationToken)
    {
        switch (context.Request.Source.Kind)
        {
            case SourceKind.Archive or SourceKind.Template or SourceKind.Files:
                await UnpackAsync(context.Request.ReleaseId, context.AppDirectory, cancellationToken);
                break;
            case SourceKind.Git:
                Directory.CreateDirectory(context.AppDirectory);
                await git.FetchAsync(context, cancellationToken);
                break;
            default:
                var kind = context.Request.Source.Kind.ToString().ToLowerInvariant();
                throw new SourceException("source_unsupported", $"This node cannot build from a source of kind {kind}.");
        }
    }

    private async Task UnpackAsync(Guid releaseId, string directory, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        // On the host's disk: it is bounded already, and shall not take from what the build may use.
        await using var archive = new FileStream(Path.Combine(paths.Workspace(releaseId), "source.archive"), options);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        if (!await db.ReadSourceAsync(releaseId, archive, cancellationToken))
            throw new SourceException("source_missing", "The source of this release is not stored (any more); hand it over again.");
        await unpacker.UnpackAsync(archive, directory, cancellationToken);
    }
}
