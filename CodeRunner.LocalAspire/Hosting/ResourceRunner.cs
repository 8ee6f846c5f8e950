using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Starts, watches and stops one resource. One run at a time; commands take turns.</summary>
internal abstract class ResourceRunner(IResource resource, RunnerServices services) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    public IResource Resource { get; } = resource;

    /// <summary>One id for each replica.</summary>
    public virtual IReadOnlyList<string> Ids => [Resource.Name];

    /// <summary>What a person can do to it now.</summary>
    public virtual IReadOnlyList<string> Commands =>
        [KnownResourceCommands.StartCommand, KnownResourceCommands.StopCommand, KnownResourceCommands.RestartCommand];

    protected RunnerServices Services { get; } = services;

    protected ILogger Log { get; } = services.Logs.GetLogger(resource);

    protected HealthMonitor Health { get; } = new(resource, services);

    public async Task AnnounceAsync(ImmutableArray<UrlSnapshot> urls)
    {
        ImmutableArray<RelationshipSnapshot> relationships = [.. Resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Select(each => new RelationshipSnapshot(each.Resource.Name, each.Type)).Distinct()];
        await PublishAsync(each => each with { State = KnownResourceStates.NotStarted, Urls = urls, Relationships = relationships });
    }

    /// <summary>Begins a run, unless one is under way.</summary>
    public async Task StartAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (!_run.IsCompleted) return;
            _stopping.Dispose();
            _stopping = new CancellationTokenSource();
            var token = _stopping.Token;
            // Said before anything happens, so that nobody takes the end of the last run for that of this one.
            await PublishAsync(each => each with { State = KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null });
            _run = Task.Run(() => GuardedRunAsync(token), CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the run that is under way, and returns when it has ended.</summary>
    public async Task StopAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await _stopping.CancelAsync();
            await _run;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Answers false when there is no such command.</summary>
    public async Task<bool> ExecuteAsync(string command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!Commands.Contains(command)) return false;
        if (command != KnownResourceCommands.StartCommand) await StopAsync();
        if (command != KnownResourceCommands.StopCommand) await StartAsync();
        return true;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _turn.Dispose();
    }

    /// <summary>Runs until the resource ends by itself or is told to.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);

    protected async Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        foreach (var id in Ids) await Services.Notifications.PublishUpdateAsync(Resource, id, change);
    }

    protected Task PublishHealthAsync(ImmutableArray<HealthReportSnapshot> reports) =>
        PublishAsync(each => each with { HealthReports = reports });

    protected async Task WaitForDependenciesAsync(CancellationToken stopping)
    {
        if (!Resource.HasAnnotationOfType<WaitAnnotation>()) return;
        await PublishAsync(each => each with { State = KnownResourceStates.Waiting });
        await new DependencyWaiter(Services.Notifications).WaitAsync(Resource, stopping);
    }

    private async Task GuardedRunAsync(CancellationToken stopping)
    {
        try
        {
            await RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await PublishAsync(each => ResourceNotificationService.HasEnded(each) ? each : each with { State = KnownResourceStates.NotStarted });
        }
        catch (Exception exception)
        {
            RunnerLog.FailedToStart(Services.Logger, Resource.Name, exception.Message);
            RunnerLog.FailedToStart(Log, Resource.Name, exception.Message);
            await PublishAsync(each => each with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
                StopTimeStamp = DateTime.UtcNow,
            });
        }
    }
}
