using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Runs the health checks of one resource while it runs: often until it is healthy, then at leisure.</summary>
internal sealed class HealthMonitor(IResource resource, RunnerServices services)
{
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);

    private readonly string[] _keys = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(each => each.Key).Distinct()];

    public bool HasChecks => _keys.Length > 0;

    /// <summary>True once the checks have passed in this run.</summary>
    public bool WasHealthy { get; private set; }

    public ImmutableArray<HealthReportSnapshot> NotYetChecked => [.. _keys.Select(key => new HealthReportSnapshot(key, null, null, null))];

    public async Task RunAsync(Func<ImmutableArray<HealthReportSnapshot>, Task> publish, CancellationToken cancellationToken)
    {
        WasHealthy = false;
        if (!HasChecks) await ReadyAsync(cancellationToken);
        while (HasChecks && !cancellationToken.IsCancellationRequested)
        {
            var report = await services.HealthChecks.CheckHealthAsync(check => _keys.Contains(check.Name), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await publish([.. report.Entries.Select(entry => Snapshot(entry.Key, entry.Value))]);
            var healthy = report.Entries.Count == _keys.Length && report.Status == HealthStatus.Healthy;
            if (healthy && !WasHealthy) await ReadyAsync(cancellationToken);
            await Task.Delay(healthy ? WhileHealthy : WhileUnhealthy, cancellationToken);
        }
    }

    private Task ReadyAsync(CancellationToken cancellationToken)
    {
        WasHealthy = true;
        return services.Eventing.PublishAsync(new ResourceReadyEvent(resource, services.Provider), cancellationToken);
    }

    private static HealthReportSnapshot Snapshot(string key, HealthReportEntry entry) =>
        new(key, entry.Status, entry.Description ?? entry.Exception?.Message, entry.Exception?.GetType().Name) { LastRunAt = DateTime.UtcNow };
}
