using CodeRunner.Contracts;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds.Steps;

/// <summary>Runs one step in a sandbox of its own, with its output in the log, and ends it at its limits.</summary>
public sealed class StepRunner(ISandboxProvider provider, BuildLog log, RegistryEnvironment registries, TimeProvider time)
{
    private static readonly TimeSpan DiskCheckInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Returns the step's last line. Throws <see cref="BuildFailedException"/> when it fails, and leaves no process of it in any case.</summary>
    public Task<string> RunAsync(BuildStep step, StepContext context, CancellationToken cancellationToken) => DeployTraces.RunAsync(
        () => DeployTraces.BeginPart("build.step", new KeyValuePair<string, object?>("coderunner.build.program", Program(step))),
        _ => RunInSandboxAsync(step, context, cancellationToken));

    private async Task<string> RunInSandboxAsync(BuildStep step, StepContext context, CancellationToken cancellationToken)
    {
        await log.SayAsync(context.Request, $"$ {step.Name}", cancellationToken);
        var left = context.Deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            throw TimedOut(step, context);
        var id = Guid.CreateVersion7();
        using var overtime = new CancellationTokenSource(left, time);
        using var oversize = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overtime.Token, oversize.Token);
        try
        {
            context.Request.Ownership.ThrowIfStale();
            await provider.StartTimedAsync(Spec(id, step, context), end.Token);
            var watch = context.MustMeasure ? WatchDiskAsync(context, oversize, end.Token) : Task.CompletedTask;
            var last = await log.FollowAsync(context.Request, id, provider, end.Token);
            var exit = await provider.WaitForExitAsync(id, end.Token);
            await end.CancelAsync();
            await watch;
            if (context.MustMeasure)
                await RefuseOversizeAsync(step, context, cancellationToken);
            if (exit is { Code: 0, OutOfMemory: false, OverDisk: false })
                return last;
            throw context.Workspace is { IsFull: true } ? TooLarge(step, context) : Failed(step, context, exit);
        }
        catch (OperationCanceledException) when (overtime.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(step, context);
        }
        catch (OperationCanceledException) when (oversize.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TooLarge(step, context);
        }
        finally
        {
            using var cleanUp = new CancellationTokenSource(CleanUpTimeout, time);
            await provider.DeleteAsync(id, cleanUp.Token);
        }
    }

    /// <summary>Ends what an earlier Worker was doing for this release.</summary>
    public async Task EndRemainsAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        foreach (var remains in await provider.ListAsync(cancellationToken))
        {
            if (remains.Purpose == SandboxPurpose.Build && remains.Labels.ReleaseId == releaseId)
                await provider.DeleteAsync(remains.Id, cancellationToken);
        }
    }

    /// <summary>The first word of what people see, where it is a program's name: what somebody typed after it may hold a token.</summary>
    private static string Program(BuildStep step) => step.Name.Split(' ')[0] is var word && word.Length <= 20 && word.All(char.IsAsciiLetter) ? word : "command";

    private SandboxSpec Spec(Guid id, BuildStep step, StepContext context) => new()
    {
        Id = id,
        Labels = new SandboxLabels(context.Request.ProjectId, context.Request.DeploymentId, context.Request.ReleaseId, null, 0),
        Purpose = SandboxPurpose.Build,
        AppDirectory = context.AppDirectory,
        Command = step.Command,
        Runtime = step.Runtime,
        Environment = step.Environment,
        Secrets = [.. context.Request.Secrets, .. registries.Secrets],
        Limits = context.Limits,
        Network = context.Network,
        Mounts = context.Mounts,
        Disks = context.Workspace?.Disks,
    };

    private async Task WatchDiskAsync(StepContext context, CancellationTokenSource oversize, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(DiskCheckInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (await IsTooLargeAsync(context, cancellationToken))
                    await oversize.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The step has ended.
        }
    }

    private static async Task RefuseOversizeAsync(BuildStep step, StepContext context, CancellationToken cancellationToken)
    {
        if (await IsTooLargeAsync(context, cancellationToken))
            throw TooLarge(step, context);
    }

    /// <summary>The caches count too: they are on the same disk, and the build writes them.</summary>
    private static async Task<bool> IsTooLargeAsync(StepContext context, CancellationToken cancellationToken)
    {
        foreach (var directory in context.Mounts.Where(mount => mount.Writable).Select(mount => mount.Source).Prepend(context.AppDirectory))
        {
            if (await DiskTree.MeasureAsync(directory, cancellationToken) > (long)context.Limits.DiskMb << 20)
                return true;
        }
        return false;
    }

    private static BuildFailedException Failed(BuildStep step, StepContext context, SandboxExit exit) => new(exit switch
    {
        { OutOfMemory: true } => new Reason(
            "build_out_of_memory", $"{step.Name} needed more than the {context.Limits.MemoryMb:N0} MiB of memory that a build may use.", exit.Code, step.Name),
        { Lost: { } why } => new Reason("build_interrupted", $"{step.Name} was interrupted. {why}", exit.Code, step.Name),
        { Code: { } code } => new Reason("build_failed", $"{step.Name} ended with exit code {code}.", code, step.Name),
        _ => new Reason("build_interrupted", $"{step.Name} ended and nobody saw how; the node may have been restarted.", Step: step.Name),
    });

    private static BuildFailedException TimedOut(BuildStep step, StepContext context) =>
        new(new Reason("build_timed_out", $"{step.Name} was ended because the limit of {Duration(context.Timeout)} was over.", Step: step.Name));

    private static BuildFailedException TooLarge(BuildStep step, StepContext context) =>
        new(new Reason("build_too_large", $"{step.Name} wrote more than the {context.Limits.DiskMb:N0} MiB that a build may use.", Step: step.Name));

    private static string Duration(TimeSpan time) => time.TotalMinutes >= 2 ? $"{time.TotalMinutes:0.#} minutes" : $"{time.TotalSeconds:0.#} seconds";
}
