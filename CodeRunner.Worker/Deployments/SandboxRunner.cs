using System.Collections.Concurrent;
using CodeRunner.Contracts;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Releases;
using CodeRunner.Core.Vault;
using CodeRunner.Worker.Configuration;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Starts, ends and removes sandboxes in the background; what comes of it is seen by the watch.</summary>
internal sealed partial class SandboxRunner(
    ISandboxProvider provider, SandboxSpecs specs, AppConfigurations configurations, SandboxWatch watch, LogShipper shipper, TimeProvider clock, IOptions<DeploymentOptions> options, ILogger<SandboxRunner> logger)
    : IDisposable
{
    /// <summary>The reason's code while secrets can't be had.</summary>
    public const string KeysAwayCode = "key_service_away";

    private static readonly TimeSpan RestOfOutput = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, bool> retiring = new();
    private readonly SemaphoreSlim starts = new(options.Value.Parallel);

    public bool IsRetiring(Guid sandboxId) => retiring.ContainsKey(sandboxId);

    public void Start(Ownership ownership, Deployment deployment, Instance instance, Guid sandboxId, Release release)
    {
        var labels = new SandboxLabels(deployment.ProjectId, instance.DeploymentId, release.Id, instance.Id, instance.Epoch);
        var sandbox = watch.Add(ownership, sandboxId, labels, release.Limits, release.Settings.HealthPath);
        sandbox.Trace = new(Causes.OfStart(deployment, release, instance), release.TraceParent);
        if (specs.TryMake(instance, sandboxId, release, labels, out var spec, out var reason))
            Run(ownership, () => StartAsync(sandbox, spec, new ConfigurationUse(ownership, deployment.ProjectId, release.Number, release.Pins, "secret.inject")), sandboxId);
        else
            watch.Tell(sandbox, new SandboxObservation(SandboxCondition.Exited, reason));
    }

    public void End(Ownership ownership, Guid sandboxId)
    {
        watch.TellEnding(sandboxId);
        Run(ownership, () => provider.StopAsync(sandboxId, options.Value.StopGrace, ownership.Token), sandboxId);
    }

    /// <summary>Ends it if it runs, stores the rest of its output, and removes it.</summary>
    public void Retire(Ownership ownership, Guid sandboxId, SandboxLabels? labels)
    {
        if (!ownership.Token.IsCancellationRequested && retiring.TryAdd(sandboxId, true))
            Run(ownership, () => RetireAsync(ownership, sandboxId, labels), sandboxId);
    }

    public void Dispose() => starts.Dispose();

    private async Task StartAsync(WatchedSandbox sandbox, SandboxSpec plain, ConfigurationUse use)
    {
        var term = sandbox.Ownership.Token;
        try
        {
            await DeployTraces.RunAsync(() => sandbox.BeginSpan("instance.start"), async () =>
            {
                var spec = SandboxSpecs.Configure(plain, await configurations.ReadAsync(use, term));
                // Without a place among those that start: an image may take minutes to come.
                await provider.PrepareAsync(spec, term);
                await StartInTurnAsync(sandbox, spec, term);
            });
            watch.Follow(sandbox, isNew: true);
        }
        catch (LeaseLostException)
        {
            throw;
        }
        catch (KeyServiceException away)
        {
            KeysAway(logger, away, sandbox.Id);
            watch.Tell(sandbox, new SandboxObservation(SandboxCondition.Exited, new Reason(KeysAwayCode, away.Message)) { Outage = true });
        }
        catch (SandboxException exception)
        {
            watch.Tell(sandbox, new SandboxObservation(SandboxCondition.Exited, new Reason(exception.Code, exception.Message)));
        }
        catch (Exception exception) when (!term.IsCancellationRequested)
        {
            Failed(logger, exception, sandbox.Id);
            watch.Tell(sandbox, new SandboxObservation(SandboxCondition.Exited, new Reason("start_failed", "The platform could not start its sandbox.")));
        }
    }

    private async Task StartInTurnAsync(WatchedSandbox sandbox, SandboxSpec spec, CancellationToken term)
    {
        await starts.WaitAsync(term);
        try
        {
            sandbox.Ownership.ThrowIfStale();
            await provider.StartTimedAsync(spec, term);
        }
        finally
        {
            starts.Release();
        }
    }

    private async Task RetireAsync(Ownership ownership, Guid sandboxId, SandboxLabels? labels)
    {
        var term = ownership.Token;
        try
        {
            var sandbox = watch.Forget(sandboxId);
            await provider.StopAsync(sandboxId, options.Value.StopGrace, term);
            var output = sandbox?.Output ?? (labels is null ? null : shipper.Follow(ownership, sandboxId, labels, isNew: false, term));
            if (output is not null)
                await Task.WhenAny(output.AllStored, clock.Wait(RestOfOutput, term));
            ownership.ThrowIfStale();
            await provider.DeleteAsync(sandboxId, term);
        }
        finally
        {
            retiring.TryRemove(sandboxId, out _);
        }
    }

    /// <summary>Begun before this returns: who waits for the ownership to be idle waits for it.</summary>
    private void Run(Ownership ownership, Func<Task> work, Guid sandboxId)
    {
        var use = ownership.Use();
        _ = Detached.Run(() => WatchOverAsync(ownership, use, work, sandboxId));
    }

    private async Task WatchOverAsync(Ownership ownership, IDisposable use, Func<Task> work, Guid sandboxId)
    {
        using var used = use;
        try
        {
            ownership.ThrowIfStale();
            await work();
        }
        catch (Exception exception) when (exception is OperationCanceledException or LeaseLostException)
        {
            // This Worker does not act for it any more: who does finds the sandbox as it is.
        }
        catch (Exception exception)
        {
            Failed(logger, exception, sandboxId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandbox {SandboxId} does not start: the key service is away")]
    private static partial void KeysAway(ILogger logger, Exception exception, Guid sandboxId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Something failed for sandbox {SandboxId}; what is left is found later")]
    private static partial void Failed(ILogger logger, Exception exception, Guid sandboxId);
}
