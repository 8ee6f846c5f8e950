using System.Collections.Concurrent;
using System.Diagnostics;
using CodeRunner.Contracts;
using CodeRunner.Core;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Vault;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Configuration;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Deployments;

/// <summary>The builds of this Worker, each with its place in the line or an outcome that waits until it is stored.</summary>
internal sealed partial class BuildRunner(IReleaseBuilder builder, AppConfigurations configurations, BuildTurns turns, DeploymentQueue queue, TimeProvider clock, ILogger<BuildRunner> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, Running> builds = new();

    /// <summary>Builds that wait for their turn, and those that run; not those that are done.</summary>
    public (int Waiting, int Running) Counts()
    {
        var under = builds.Values.Where(build => !build.Done).ToLookup(build => build.Seen.Waiting is not null);
        return (under[true].Count(), under[false].Count());
    }

    public bool IsRunning(Guid releaseId) => builds.ContainsKey(releaseId);

    public Dictionary<Guid, BuildObservation> See(Guid deploymentId) => builds
        .Where(build => build.Value.Ownership.DeploymentId == deploymentId)
        .ToDictionary(build => build.Key, build => build.Value.Seen);

    public void Start(BuildRequest request)
    {
        var running = new Running(request.Ownership, CancellationTokenSource.CreateLinkedTokenSource(request.Ownership.Token));
        if (!builds.TryAdd(request.ReleaseId, running))
            return;
        var use = request.Ownership.Use();
        _ = Detached.Run(() => RunAsync(request, running, use));
    }

    /// <summary>Nobody wants the result: what runs ends, what is done is removed.</summary>
    public void End(Guid releaseId)
    {
        if (!builds.TryGetValue(releaseId, out var running))
            return;
        running.Unwanted = true;
        running.Stop.Cancel();
        // It may end at this very moment: then it saw that it is unwanted, or is seen to be done here, or both.
        Interlocked.MemoryBarrier();
        if (running.Done)
            _ = DropAsync(releaseId, running);
    }

    /// <summary>The outcome is stored.</summary>
    public void Forget(Guid releaseId)
    {
        if (builds.TryGetValue(releaseId, out var running) && running.Done)
            builds.TryRemove(releaseId, out _);
    }

    /// <summary>This Worker does not act for the deployment any more: what runs has been told to end, and no outcome counts.</summary>
    public void ForgetAll(Ownership ownership)
    {
        foreach (var (releaseId, running) in builds.Where(build => build.Value.Ownership == ownership && build.Value.Done))
            builds.TryRemove(KeyValuePair.Create(releaseId, running));
    }

    private async Task RunAsync(BuildRequest request, Running running, IDisposable held)
    {
        using var used = held;
        try
        {
            var (turn, configuration) = await PrepareAsync(request, running);
            using var taken = turn;
            var outcome = await BuildAsync(request with { Secrets = configuration.Secrets }, running.Stop.Token);
            running.Seen = new BuildObservation(outcome.Artifact, outcome.Failure);
        }
        catch (OperationCanceledException) when (running.Stop.IsCancellationRequested)
        {
            running.Unwanted = true;
        }
        catch (LeaseLostException)
        {
            running.Unwanted = true;
        }
        catch (Exception exception) when (DatabaseOutage.IsCauseOf(exception))
        {
            // Nothing is wrong with the release: its build counts as interrupted, and begins again.
            NoDatabase(logger, exception, request.ReleaseId);
            running.Unwanted = true;
        }
        catch (SandboxException refused)
        {
            running.Seen = new BuildObservation(Failure: new Reason(refused.Code, refused.Message));
        }
        catch (Exception exception)
        {
            Broken(logger, exception, request.ReleaseId);
            running.Seen = new BuildObservation(Failure: new Reason("build_error", "The platform could not run the build. Try again; if it stays, tell the operator."));
        }
        running.Done = true;
        Interlocked.MemoryBarrier();
        if (running.Unwanted || running.Ownership.Token.IsCancellationRequested)
            await DropAsync(request.ReleaseId, running);
        queue.Enqueue(request.DeploymentId);
    }

    /// <summary>A turn, and what the release runs with: what could not start is not even built. While keys are away it waits in the line, so that others are built meanwhile.</summary>
    private async Task<(IDisposable Turn, AppConfiguration Configuration)> PrepareAsync(BuildRequest request, Running running)
    {
        var use = new ConfigurationUse(request.Ownership, request.ProjectId, request.Number, request.Pins, "secret.mask");
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var turn = await TakeTurnAsync(request, running);
            try
            {
                var configuration = await configurations.ReadAsync(use, running.Stop.Token);
                Tell(running, BuildObservation.Running);
                return (turn, configuration);
            }
            catch (KeyServiceException away)
            {
                turn.Dispose();
                NoKeys(logger, away, request.ReleaseId);
                Tell(running, new BuildObservation(Waiting: new Reason(SandboxRunner.KeysAwayCode, away.Message)));
            }
            catch
            {
                turn.Dispose();
                throw;
            }
            await clock.Wait(pause, running.Stop.Token);
        }
    }

    private void Tell(Running running, BuildObservation seen)
    {
        if (running.Seen == seen)
            return;
        running.Seen = seen;
        queue.Enqueue(running.Ownership.DeploymentId);
    }

    private Task<IDisposable> TakeTurnAsync(BuildRequest request, Running running) => DeployTraces.RunAsync(() => Begin("build.turn", request), async _ =>
    {
        var began = Stopwatch.GetTimestamp();
        var turn = await turns.TakeAsync(request.ProjectId, request.ReleaseId, place => TellPlace(running, place), running.Stop.Token);
        DeployMetrics.TookTurn(Stopwatch.GetElapsedTime(began));
        return turn;
    });

    private Task<BuildOutcome> BuildAsync(BuildRequest request, CancellationToken stop) => DeployTraces.RunAsync(() => Begin("build", request), async span =>
    {
        var (began, how) = (Stopwatch.GetTimestamp(), "interrupted");
        try
        {
            var outcome = await builder.BuildAsync(request, stop);
            span.Fail(outcome.Failure?.Code);
            how = outcome.Failure is null ? "built" : "failed";
            return outcome;
        }
        finally
        {
            DeployMetrics.Built(Stopwatch.GetElapsedTime(began), how);
        }
    });

    private static Activity? Begin(string name, BuildRequest request) =>
        DeployTraces.Begin(name, request.TraceParent, new(request.DeploymentId, request.ReleaseId, request.Number));

    private void TellPlace(Running running, int place) => Tell(running, new BuildObservation(Waiting: new Reason(
        "build_waiting", place == 1 ? "It is next to be built on this node." : $"{place - 1} other {(place == 2 ? "build comes" : "builds come")} before it on this node.")));

    private async Task DropAsync(Guid releaseId, Running running)
    {
        try
        {
            // It has the release's id: under another owner, it may be what that one has built.
            if (running.Seen.Artifact is { } artifact && running.Ownership.MayAct)
                await builder.DeleteArtifactAsync(artifact.Id, CancellationToken.None);
        }
        catch (IOException exception)
        {
            Broken(logger, exception, releaseId);
        }
        builds.TryRemove(KeyValuePair.Create(releaseId, running));
        queue.Enqueue(running.Ownership.DeploymentId);
    }

    private sealed class Running(Ownership ownership, CancellationTokenSource stop)
    {
        public Ownership Ownership => ownership;

        public CancellationTokenSource Stop => stop;

        public volatile BuildObservation Seen = BuildObservation.Running;

        public volatile bool Done;

        public volatile bool Unwanted;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The build of release {ReleaseId} waits: the key service is away")]
    private static partial void NoKeys(ILogger logger, Exception exception, Guid releaseId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer for the build of release {ReleaseId}; it begins again")]
    private static partial void NoDatabase(ILogger logger, Exception exception, Guid releaseId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The build of release {ReleaseId} could not be run")]
    private static partial void Broken(ILogger logger, Exception exception, Guid releaseId);
}
