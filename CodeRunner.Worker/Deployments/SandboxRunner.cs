using System.Collections.Concurrent;
using CodeRunner.Contracts;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Starts, ends and removes sandboxes in the background; what comes of it is seen by the watch.</summary>
internal sealed partial class SandboxRunner(
    ISandboxProvider provider, SandboxSpecs specs, SandboxWatch watch, LogShipper shipper, TimeProvider clock, IOptions<DeploymentOptions> options, ILogger<SandboxRunner> logger)
    : IDisposable
{
    private static readonly TimeSpan RestOfOutput = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, bool> retiring = new();
    private readonly ConcurrentDictionary<Task, bool> underWay = new();
    private readonly SemaphoreSlim starts = new(options.Value.Parallel);

    public bool IsRetiring(Guid sandboxId) => retiring.ContainsKey(sandboxId);

    public void Start(Guid projectId, Instance instance, Guid sandboxId, Release release, CancellationToken term)
    {
        var labels = new SandboxLabels(projectId, instance.DeploymentId, release.Id, instance.Id, instance.Epoch);
        var sandbox = watch.Add(sandboxId, labels, release.Limits, release.Settings.HealthPath);
        if (specs.TryMake(instance, sandboxId, release, labels, out var spec, out var reason))
            Run(() => StartAsync(sandbox, spec, term), sandboxId);
        else
            watch.Tell(sandbox, new SandboxObservation(SandboxCondition.Exited, reason));
    }

    public void End(Guid sandboxId, CancellationToken term)
    {
        watch.TellEnding(sandboxId);
        Run(() => provider.StopAsync(sandboxId, options.Value.StopGrace, term), sandboxId);
    }

    /// <summary>Ends it if it runs, stores the rest of its output, and removes it.</summary>
    public void Retire(Guid sandboxId, SandboxLabels? labels, CancellationToken term)
    {
        if (retiring.TryAdd(sandboxId, true))
            Run(() => RetireAsync(sandboxId, labels, term), sandboxId);
    }

    /// <summary>Waits until nothing that was begun in a term that is over goes on.</summary>
    public Task WaitForAllAsync() => Task.WhenAll(underWay.Keys);

    public void Dispose() => starts.Dispose();

    private async Task StartAsync(WatchedSandbox sandbox, SandboxSpec spec, CancellationToken term)
    {
        await starts.WaitAsync(term);
        try
        {
            await provider.StartAsync(spec, term);
            watch.Follow(sandbox, isNew: true, term);
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
        finally
        {
            starts.Release();
        }
    }

    private async Task RetireAsync(Guid sandboxId, SandboxLabels? labels, CancellationToken term)
    {
        try
        {
            var sandbox = watch.Forget(sandboxId);
            await provider.StopAsync(sandboxId, options.Value.StopGrace, term);
            var output = sandbox?.Output ?? (labels is null ? null : shipper.Follow(sandboxId, labels, isNew: false, term));
            if (output is not null)
                await Task.WhenAny(output.AllStored, clock.Wait(RestOfOutput, term));
            await provider.DeleteAsync(sandboxId, term);
        }
        finally
        {
            retiring.TryRemove(sandboxId, out _);
        }
    }

    private void Run(Func<Task> work, Guid sandboxId)
    {
        var task = Task.Run(() => WatchOverAsync(work, sandboxId));
        underWay.TryAdd(task, true);
        task.ContinueWith(done => underWay.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task WatchOverAsync(Func<Task> work, Guid sandboxId)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The term is over: the next leader finds the sandbox as it is.
        }
        catch (Exception exception)
        {
            Failed(logger, exception, sandboxId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Something failed for sandbox {SandboxId}; what is left is found later")]
    private static partial void Failed(ILogger logger, Exception exception, Guid sandboxId);
}
