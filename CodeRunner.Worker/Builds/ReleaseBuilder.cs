using CodeRunner.Contracts;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Builds.Plans;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sources;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>Fetch, detect, run the steps, keep the result; and take the workspace away whatever happened.</summary>
public sealed partial class ReleaseBuilder(
    SourceFetcher sources,
    StepRunner steps,
    ArtifactStore artifacts,
    PackageCaches caches,
    RegistryEnvironment registries,
    RegistryHosts registryHosts,
    BuildPaths paths,
    BuildLog log,
    IOptions<BuildsOptions> options,
    TimeProvider time,
    ILogger<ReleaseBuilder> logger) : IReleaseBuilder, IDisposable
{
    private const double MiB = 1 << 20;

    private readonly SemaphoreSlim turns = new(options.Value.MaxConcurrent);

    public async Task<BuildOutcome> BuildAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        if (!await turns.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            await log.SayAsync(request, "Waiting: as many builds are running as this node runs at a time.", cancellationToken);
            await turns.WaitAsync(cancellationToken);
        }
        try
        {
            await RemoveWorkspaceAsync(request.ReleaseId, cancellationToken);
            return await BuildInTurnAsync(request, cancellationToken);
        }
        finally
        {
            // Another Worker may be building the same release by now, in the same place: it removes what it finds before it begins.
            if (request.Ownership.MayWrite)
                await RemoveWorkspaceAsync(request.ReleaseId, CancellationToken.None);
            turns.Release();
        }
    }

    public string? FindArtifact(Artifact artifact) => artifacts.Find(artifact);

    public Task DeleteArtifactAsync(Guid artifactId, CancellationToken cancellationToken) => artifacts.DeleteAsync(artifactId, cancellationToken);

    public Task DeleteProjectAsync(Guid projectId, CancellationToken cancellationToken) => DiskTree.DeleteAsync(paths.Caches(projectId), cancellationToken);

    public void Dispose() => turns.Dispose();

    private async Task<BuildOutcome> BuildInTurnAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var artifact = await MakeAsync(request, cancellationToken);
            await log.SayAsync(request, $"Built: {artifact.Bytes / MiB:0.0} MiB, starts with {string.Join(' ', artifact.Command)}", cancellationToken);
            LogBuilt(request.ReleaseId, artifact.Bytes);
            return new BuildOutcome(artifact, null);
        }
        catch (BuildFailedException failed)
        {
            return await FailAsync(request, failed.Reason, cancellationToken);
        }
        catch (SourceException refused)
        {
            return await FailAsync(request, new Reason(refused.Code, refused.Message, Step: "source"), cancellationToken);
        }
        catch (SandboxException unable)
        {
            return await FailAsync(request, new Reason(unable.Code, unable.Message), cancellationToken);
        }
    }

    private async Task<Artifact> MakeAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        var context = Context(request, await caches.OpenAsync(request.ProjectId, cancellationToken));
        BuildPaths.MakeDirectory(paths.Workspace(request.ReleaseId));
        await sources.FetchAsync(context, cancellationToken);
        var detection = BuildDetector.Detect(SourceReader.Read(context.AppDirectory), request.Settings);
        if (!detection.Found)
            throw new BuildFailedException(detection.Failure);
        var plan = detection.Plan;
        await log.SayAsync(request, $"Runtime: {plan.Runtime.ToString().ToLowerInvariant()}", cancellationToken);
        context = context with { Network = await registryHosts.AccessAsync(cancellationToken) };
        foreach (var step in plan.Steps)
            await steps.RunAsync(WithPackages(step), context, cancellationToken);
        request.Ownership.ThrowIfStale();
        return await artifacts.KeepAsync(request.ReleaseId, context.AppDirectory, plan, cancellationToken);
    }

    private StepContext Context(BuildRequest request, IReadOnlyList<SandboxMount> mounts)
    {
        var limits = new SandboxLimits(options.Value.Cpus, options.Value.MemoryMb, options.Value.Pids, options.Value.DiskMb);
        return new StepContext(
            request,
            Path.Combine(paths.Workspace(request.ReleaseId), "app"),
            mounts,
            limits,
            options.Value.Timeout,
            time.GetUtcNow() + options.Value.Timeout);
    }

    private BuildStep WithPackages(BuildStep step)
    {
        var environment = new Dictionary<string, string>(registries.Variables) { ["CI"] = "true", ["npm_config_update_notifier"] = "false" };
        foreach (var (name, value) in PackageCaches.Variables.Concat(step.Environment))
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
