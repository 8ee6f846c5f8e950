using System.Collections.Concurrent;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Optimization;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Watches the sandboxes of instances: their end, their health and their output. What changes wakes the deployment.</summary>
internal sealed partial class SandboxWatch(
    ISandboxProvider provider, LogShipper shipper, DeploymentQueue queue, UsageFeed usage, TimeProvider clock, IOptions<DeploymentOptions> options, ILogger<SandboxWatch> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Of the time that a start has taken so far: looks cost a start no more than this share of it, whatever it takes.</summary>
    private const double PauseShare = 0.05;

    /// <summary>Until it is said what is in the way of a start.</summary>
    private static readonly TimeSpan Explained = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, WatchedSandbox> sandboxes = new();

    /// <summary>Those that run, as far as is known.</summary>
    public IEnumerable<WatchedSandbox> Up() => sandboxes.Values.Where(sandbox => sandbox is { Output: not null, Seen.Condition: not (SandboxCondition.Exited or SandboxCondition.Lost) });

    /// <summary>How many there are in each condition, as this Worker sees them.</summary>
    public IReadOnlyDictionary<SandboxCondition, int> Counts() => sandboxes.Values.CountBy(sandbox => sandbox.Seen.Condition).ToDictionary();

    public bool Knows(Guid sandboxId) => sandboxes.ContainsKey(sandboxId);

    public Dictionary<Guid, SandboxObservation> See(IEnumerable<Guid> sandboxIds) => sandboxIds
        .Select(id => sandboxes.GetValueOrDefault(id))
        .OfType<WatchedSandbox>()
        .ToDictionary(sandbox => sandbox.Id, sandbox => sandbox.Seen);

    /// <summary>Registers a sandbox that is about to be started.</summary>
    public WatchedSandbox Add(Ownership ownership, Guid id, SandboxLabels labels, Limits limits, string? healthPath) =>
        sandboxes.GetOrAdd(id, _ => new WatchedSandbox(ownership, id, labels, limits, healthPath));

    /// <summary>It runs, or ran: its end, health and output are followed from now on.</summary>
    public void Follow(WatchedSandbox sandbox, bool isNew)
    {
        var term = sandbox.Ownership.Token;
        sandbox.IsAdopted = !isNew;
        sandbox.Output = shipper.Follow(sandbox.Ownership, sandbox.Id, sandbox.Labels, isNew, term);
        Tell(sandbox, new SandboxObservation(SandboxCondition.Up));
        _ = Detached.Run(() => GuardAsync(sandbox, AwaitExitAsync, term));
        _ = Detached.Run(() => GuardAsync(sandbox, AwaitHealthAsync, term));
    }

    public void Tell(WatchedSandbox sandbox, SandboxObservation seen)
    {
        if (sandbox.See(seen))
            queue.Enqueue(sandbox.Labels.DeploymentId);
    }

    public void TellEnding(Guid sandboxId) => sandboxes.GetValueOrDefault(sandboxId)?.See(SandboxObservation.Ending);

    public WatchedSandbox? Forget(Guid sandboxId)
    {
        if (!sandboxes.TryRemove(sandboxId, out var sandbox))
            return null;
        sandbox.Forget();
        return sandbox;
    }

    /// <summary>This Worker does not act for the deployment any more: it follows none of its sandboxes, and touches none.</summary>
    public void ForgetAll(Ownership ownership)
    {
        // Not those that a later ownership of the same deployment has adopted meanwhile.
        foreach (var sandbox in sandboxes.Values.Where(sandbox => sandbox.Ownership == ownership))
            if (sandboxes.TryRemove(KeyValuePair.Create(sandbox.Id, sandbox)))
                sandbox.Forget();
    }

    private async Task GuardAsync(WatchedSandbox sandbox, Func<WatchedSandbox, CancellationToken, Task> watch, CancellationToken term)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(term, sandbox.Forgotten);
        while (!either.IsCancellationRequested)
        {
            try
            {
                await watch(sandbox, either.Token);
                return;
            }
            catch (Exception exception) when (!either.IsCancellationRequested)
            {
                Interrupted(logger, exception, sandbox.Id);
                await clock.Wait(LongestPause, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AwaitExitAsync(WatchedSandbox sandbox, CancellationToken cancellationToken)
    {
        var exit = await provider.WaitForExitAsync(sandbox.Id, cancellationToken);
        await Task.WhenAny(sandbox.Output!.AllRead, clock.Wait(LastLines, cancellationToken));
        var condition = exit.IsLost ? SandboxCondition.Lost : SandboxCondition.Exited;
        if (condition == SandboxCondition.Exited && sandbox.Seen.Condition != SandboxCondition.Ending)
            usage.End(sandbox.Labels, sandbox.Limits, exit.OutOfMemory);
        Tell(sandbox, new SandboxObservation(condition, ExitReasons.Of(exit, sandbox.Limits, sandbox.Output.Tail)) { MachineGone = exit.Lost is not null });
    }

    private async Task AwaitHealthAsync(WatchedSandbox sandbox, CancellationToken cancellationToken)
    {
        using var probe = new HealthProbe(provider, sandbox.Id, sandbox.HealthPath, options.Value.HealthTimeout);
        await DeployTraces.RunAsync(() => sandbox.IsAdopted ? null : sandbox.BeginSpan("instance.health"), () => UntilHealthyAsync(sandbox, probe, cancellationToken));
        Tell(sandbox, new SandboxObservation(SandboxCondition.Healthy));
        await StayHealthyAsync(sandbox, probe, cancellationToken);
    }

    private async Task UntilHealthyAsync(WatchedSandbox sandbox, HealthProbe probe, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (await probe.AskAsync(cancellationToken) is { } reason)
        {
            var elapsed = clock.GetElapsedTime(began);
            // For one that was healthy under an earlier Worker this is long enough to be called sick; one that starts has its own deadline.
            var sick = elapsed > options.Value.HealthInterval * options.Value.HealthFailures;
            if (elapsed >= Explained)
                Tell(sandbox, new SandboxObservation(sick ? SandboxCondition.Unhealthy : SandboxCondition.Up, await probe.ExplainAsync(reason, cancellationToken)));
            await clock.Wait(PauseAfter(elapsed), cancellationToken);
        }
    }

    private static TimeSpan PauseAfter(TimeSpan elapsed) => TimeSpan.FromTicks(Math.Clamp((long)(elapsed.Ticks * PauseShare), FirstPause.Ticks, LongestPause.Ticks));

    private async Task StayHealthyAsync(WatchedSandbox sandbox, HealthProbe probe, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            await clock.Wait(options.Value.HealthInterval, cancellationToken);
            var reason = await probe.AskAsync(cancellationToken);
            failures = reason is null ? 0 : failures + 1;
            // What is ended for it did not want to end, but nobody sees that later.
            if (failures == options.Value.HealthFailures)
                usage.End(sandbox.Labels, sandbox.Limits, outOfMemory: false);
            if (failures >= options.Value.HealthFailures)
                Tell(sandbox, new SandboxObservation(SandboxCondition.Unhealthy, reason));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watching sandbox {SandboxId} was interrupted")]
    private static partial void Interrupted(ILogger logger, Exception exception, Guid sandboxId);
}
