using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using CodeRunner.LocalAspire.State;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>Runs the replicas of one resource as processes.</summary>
internal sealed class ProcessRunner(IResource resource, IProgram program, RunnerServices services) : ResourceRunner(resource, services)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly LogBacklog _log = services.Logs.Backlog(resource.Name);

    public override IReadOnlyList<string> Ids { get; } = resource.GetReplicaCount() is var count and > 1
        ? [.. Enumerable.Range(1, count).Select(number => $"{resource.Name}-{number}")]
        : [resource.Name];

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await WaitForDependenciesAsync(stopping);
        await Services.Eventing.PublishAsync(new BeforeResourceStartedEvent(Resource, Services.Provider), stopping);
        await PublishAsync(each => each with { State = KnownResourceStates.Starting, HealthReports = Health.NotYetChecked });
        await program.PrepareAsync(stopping);
        using var monitoring = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] replicas = [.. Ids.Select((id, index) => RunReplicaAsync(id, index, stopping))];
        var health = MonitorAsync(monitoring.Token);
        await Task.WhenAll(replicas);
        await monitoring.CancelAsync();
        await health;
    }

    private async Task MonitorAsync(CancellationToken stopping)
    {
        try
        {
            await Health.RunAsync(PublishHealthAsync, stopping);
        }
        catch (OperationCanceledException)
        {
            // The resource is stopping.
        }
    }

    private async Task RunReplicaAsync(string id, int index, CancellationToken stopping)
    {
        ReplicaScope.Current = index;
        for (var ends = 0; ; ends++)
        {
            var exitCode = await RunOnceAsync(id, stopping);
            if (stopping.IsCancellationRequested || !program.StartsAgain || !Health.HasChecks || !Health.WasHealthy) return;
            var delay = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(ends, 10)), LongestDelay.TotalSeconds));
            RunnerLog.StartedAgain(Services.Logger, id, exitCode, delay);
            RunnerLog.StartedAgain(Log, id, exitCode, delay);
            await Task.Delay(delay, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            if (stopping.IsCancellationRequested) return;
            await program.PrepareAsync(stopping);
        }
    }

    private async Task<int> RunOnceAsync(string id, CancellationToken stopping)
    {
        var spec = await program.DescribeAsync(stopping);
        using var process = await ManagedProcess.StartAsync(spec, Line);
        await Services.Notifications.PublishUpdateAsync(Resource, id, each => each with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = DateTime.UtcNow,
            ExitCode = null,
            EnvironmentVariables = [.. spec.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)
                .Select(variable => new EnvironmentVariableSnapshot(variable.Key, Services.Mask.Apply(variable.Value), IsFromSpec: true))],
            Properties = [new("executable.path", spec.FileName), new("executable.pid", process.Id)],
        });
        await WaitOrStopAsync(process, id, spec, stopping);
        var exitCode = await process.Exited;
        await EndedAsync(id, exitCode, stopping);
        return exitCode;
    }

    private async Task WaitOrStopAsync(ManagedProcess process, string id, ProcessSpec spec, CancellationToken stopping)
    {
        try
        {
            await process.Exited.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            await Services.Notifications.PublishUpdateAsync(Resource, id, each => each with { State = KnownResourceStates.Stopping });
            if (!await process.StopAsync()) RunnerLog.Killed(Services.Logger, id, spec.Grace);
        }
    }

    private async Task EndedAsync(string id, int exitCode, CancellationToken stopping)
    {
        // As Aspire says it: a container has exited, a process has finished, whatever its exit code.
        var text = Resource is ContainerResource ? KnownResourceStates.Exited : KnownResourceStates.Finished;
        var style = exitCode == 0 || stopping.IsCancellationRequested ? KnownResourceStateStyles.Info : KnownResourceStateStyles.Error;
        await Services.Notifications.PublishUpdateAsync(Resource, id, each => each with
        {
            State = new ResourceStateSnapshot(text, style),
            ExitCode = exitCode,
            StopTimeStamp = DateTime.UtcNow,
        });
        if (Services.Notifications.TryGetCurrentState(id, out var now))
            await Services.Eventing.PublishAsync(new ResourceStoppedEvent(Resource, Services.Provider, now), CancellationToken.None);
    }

    private void Line(string text, bool isError) => _log.Add(text, isError);
}
