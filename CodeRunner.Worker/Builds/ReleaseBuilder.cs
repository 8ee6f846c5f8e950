using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Builds.Plans;
using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sources;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>Fetch, detect, run the steps, keep the result; and take the workspace away whatever happened.</summary>
public sealed partial class ReleaseBuilder(
    SourceFetcher sources,
    StepRunner steps,
    ArtifactStore artifacts,
    BuildWorkspaces workspaces,
    ImageReleases images,
    RegistryEnvironment registries,
    RegistryHosts registryHosts,
    NuGetSources nuget,
    BuildPaths paths,
    BuildLog log,
    DiskRoom room,
    IOptions<BuildsOptions> options,
    TimeProvider time,
    ILogger<ReleaseBuilder> logger) : IReleaseBuilder
{
    private const double MiB = 1 << 20;

    public async Task<BuildOutcome> BuildAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // Late, it would end what another Worker is building there.
            request.Ownership.ThrowIfStale();
            await RemoveWorkspaceAsync(request.ReleaseId, cancellationToken);
            return await TryBuildAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (request.Ownership.MayWrite)
                await artifacts.DeleteAsync(request.ReleaseId, CancellationToken.None); // it may be kept already, and nobody is told of it
            throw;
        }
        finally
        {
            // Another Worker may be building the same release by now, in the same place: it removes what it finds before it begins.
            if (request.Ownership.MayWrite)
                await RemoveWorkspaceAsync(request.ReleaseId, CancellationToken.None);
        }
    }

    public string? FindArtifact(Artifact artifact) => artifacts.Find(artifact);

    public Task DeleteArtifactAsync(Guid artifactId, CancellationToken cancellationToken) => artifacts.DeleteAsync(artifactId, cancellationToken);

    public Task DeleteProjectAsync(Guid projectId, CancellationToken cancellationToken) => DiskTree.DeleteAsync(paths.Caches(projectId), cancellationToken);

    private async Task<BuildOutcome> TryBuildAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await room.EnsureAsync(cancellationToken);
            var artifact = await MakeAsync(request, cancellationToken);
            await log.SayAsync(request, $"Built: {artifact.Bytes / MiB:0.0} MiB, starts with {Start(artifact)}", cancellationToken);
            LogBuilt(request.ReleaseId, artifact.Bytes);
            return new BuildOutcome(artifact, null);
        }
        catch (BuildFailedException failed)
        {
            // What a full disk does to a step looks like a mistake in the source.
            return await FailAsync(request, room.IsShort ? room.Full(failed.Reason.Step) : failed.Reason, cancellationToken);
        }
        catch (SourceException refused)
        {
            return await FailAsync(request, new Reason(refused.Code, refused.Message, Step: "source"), cancellationToken);
        }
        catch (IOException full) when (DiskRoom.IsCauseOf(full))
        {
            return await FailAsync(request, room.IsShort ? room.Full() : TooLarge(), cancellationToken);
        }
        catch (SandboxException unable)
        {
            return await FailAsync(request, new Reason(unable.Code, unable.Message), cancellationToken);
        }
    }

    private async Task<Artifact> MakeAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        if (request.Source.Kind == SourceKind.Image)
            return await images.PullAsync(request, cancellationToken);
        await using var workspace = await workspaces.OpenAsync(request, cancellationToken);
        var context = Context(request, workspace);
        await DeployTraces.RunAsync(() => DeployTraces.BeginPart("build.source"), () => sources.FetchAsync(context, cancellationToken));
        var detection = BuildDetector.Detect(SourceReader.Read(context.AppDirectory), request.Settings);
        if (!detection.Found)
            throw new BuildFailedException(detection.Failure);
        var plan = detection.Plan;
        await log.SayAsync(request, $"Runtime: {plan.Runtime.ToString().ToLowerInvariant()}", cancellationToken);
        if (plan.Runtime == Runtime.Dotnet && registries.Unreadable is { } unreadable)
            throw new BuildFailedException(new Reason("registry_login_unreadable", unreadable));
        var (named, variables) = nuget.Open();
        context = context with { Network = await registryHosts.AccessAsync(cancellationToken), Mounts = [.. context.Mounts, .. named] };
        foreach (var step in plan.Steps)
            await steps.RunAsync(WithPackages(step, variables) with { Runtime = plan.Runtime }, context, cancellationToken);
        request.Ownership.ThrowIfStale();
        return await DeployTraces.RunAsync(
            () => DeployTraces.BeginPart("build.keep"), _ => artifacts.KeepAsync(request.ReleaseId, context.AppDirectory, plan, cancellationToken));
    }

    private static string Start(Artifact artifact) => artifact.Command.Count > 0 ? string.Join(' ', artifact.Command) : "what the image says";

    private StepContext Context(BuildRequest request, BuildWorkspace workspace)
    {
        var limits = new SandboxLimits(options.Value.Cpus, options.Value.MemoryMb, options.Value.Pids, options.Value.DiskMb);
        return new StepContext(
            request,
            workspace.AppDirectory,
            workspace.Mounts,
            limits,
            options.Value.Timeout,
            time.GetUtcNow() + options.Value.Timeout)
        {
            Workspace = workspace,
        };
    }

    private Reason TooLarge() =>
        new("build_too_large", $"The source and what is built of it do not fit into the {options.Value.DiskMb:N0} MiB that a build may use.");

    private BuildStep WithPackages(BuildStep step, IReadOnlyDictionary<string, string> more)
    {
        var environment = new Dictionary<string, string>(registries.Variables) { ["CI"] = "true", ["npm_config_update_notifier"] = "false" };
        foreach (var (name, value) in PackageCaches.Variables.Concat(more).Concat(step.Environment))
            environment[name] = value;
        return step with { Environment = environment };
    }

    private async Task<BuildOutcome> FailAsync(BuildRequest request, Reason reason, CancellationToken cancellationToken)
    {
        await log.SayAsync(request, $"Failed: {reason.Message}", cancellationToken);
        LogFailed(request.ReleaseId, reason.Code);
        return new BuildOutcome(null, reason);
    }

    private async Task RemoveWorkspaceAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        await steps.EndRemainsAsync(releaseId, cancellationToken);
        await DiskTree.DeleteAsync(paths.Workspace(releaseId), cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Built release {ReleaseId}: {Bytes} bytes")]
    private partial void LogBuilt(Guid releaseId, long bytes);

    [LoggerMessage(LogLevel.Information, "The build of release {ReleaseId} failed: {Code}")]
    private partial void LogFailed(Guid releaseId, string code);
}
