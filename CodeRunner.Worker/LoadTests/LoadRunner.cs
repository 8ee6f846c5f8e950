using CodeRunner.Contracts;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.LoadTests;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Live;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Optimization;
using CodeRunner.Worker.Scaling;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.LoadTests;

/// <summary>Runs load tests of deployments that this Worker acts for, and stores what they measure step by step. Meanwhile nothing is learned of how the app is used.</summary>
internal sealed partial class LoadRunner(
    LoadTestStore store,
    IngressServer ingress,
    HostNames names,
    UsageFeed usage,
    ScaleNews scaling,
    LivePublisher live,
    SystemLog log,
    TimeProvider clock,
    IOptions<LoadTestOptions> options,
    IOptions<IngressOptions> limits,
    ILogger<LoadRunner> logger)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Null where it has to wait, or can't run at all and is over.</summary>
    public async Task<RunningLoad?> TryBeginAsync(Ownership ownership, LoadTest test)
    {
        if (await store.LookAsync(test.DeploymentId, ownership.Token) is not { Desired: DesiredState.Running } facts)
        {
            await store.EndAsync(ownership, test.Id, null, LoadTestState.Failed, LoadTestReasons.Stopped, ownership.Token);
            return null;
        }
        if (!await store.TryBeginAsync(ownership, test.Id, ownership.Token))
            return null;
        var client = new LoadClient(test.Id, test.Plan, names.Of(facts.Slug), ingress.Port);
        var patience = options.Value.RequestTimeout + (facts.Instances == 0 ? limits.Value.WakeTimeout : TimeSpan.Zero);
        LoadRun run = null!;
        run = new LoadRun(test, client, () => store.LookAsync(test.DeploymentId, ownership.Token), TellAsync, options.Value.RequestTimeout, patience);
        return new RunningLoad(run, Detached.Run(() => RunAsync(ownership, facts.ProjectId, run)));

        async Task TellAsync(LoadTestProgress progress)
        {
            await store.TellAsync(ownership, test.Id, progress, ownership.Token);
            Publish(facts.ProjectId, run, LoadTestState.Running, null);
        }
    }

    private async Task RunAsync(Ownership ownership, Guid projectId, LoadRun run)
    {
        try
        {
            using var measuring = run;
            using var running = ownership.Use();
            usage.Mute(run.DeploymentId);
            scaling.Hear(run.DeploymentId);
            Publish(projectId, run, LoadTestState.Running, null);
            await log.SayAsync(ownership, projectId, null, null, "A load test begins.", ownership.Token);
            var (state, reason) = await MeasureAsync(ownership, run);
            await EndAsync(ownership, run, state, reason);
            Publish(projectId, run, state, reason);
            await log.SayAsync(ownership, projectId, null, null, $"The load test is over: {run.Progress.Requests} requests. {reason?.Message}".TrimEnd(), ownership.Token);
        }
        catch (Exception exception)
        {
            // The next owner, or this Worker's next look, finds it running nowhere and says so.
            NotEnded(logger, exception, run.Id);
        }
        finally
        {
            // The last second that was measured is still the test's.
            await clock.Wait(Settling, ownership.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            usage.Unmute(run.DeploymentId);
            scaling.Hear(run.DeploymentId);
        }
    }

    private async Task<(LoadTestState State, Reason? Reason)> MeasureAsync(Ownership ownership, LoadRun run)
    {
        try
        {
            return await run.RunAsync(ownership.Token);
        }
        catch (Exception exception) when (!ownership.Token.IsCancellationRequested && exception is not LeaseLostException)
        {
            Failed(logger, exception, run.Id);
            return (LoadTestState.Failed, LoadTestReasons.Failed);
        }
    }

    /// <summary>As long as the database is away, and it is this Worker's, it is tried again.</summary>
    private async Task EndAsync(Ownership ownership, LoadRun run, LoadTestState state, Reason? reason)
    {
        while (true)
        {
            try
            {
                await store.EndAsync(ownership, run.Id, run.Progress, state, reason, ownership.Token);
                return;
            }
            catch (Exception exception) when (DatabaseOutage.IsCauseOf(exception))
            {
                await clock.Wait(Again, ownership.Token);
            }
        }
    }

    private void Publish(Guid projectId, LoadRun run, LoadTestState state, Reason? reason) =>
        live.Publish(new StateChange("loadtest", run.Id, projectId, run.DeploymentId, state.ToString().ToLowerInvariant(), reason, clock.GetUtcNow()));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Load test {LoadTestId} failed")]
    private static partial void Failed(ILogger logger, Exception exception, Guid loadTestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Load test {LoadTestId} was left in the middle")]
    private static partial void NotEnded(ILogger logger, Exception exception, Guid loadTestId);
}
