using System.Diagnostics.Metrics;

namespace CodeRunner.Api.Live;

/// <summary>How many watch through this Api, and what.</summary>
internal sealed class LiveSeries : IHostedService
{
    public LiveSeries(Viewers viewers, Watchers watchers, IMeterFactory meters)
    {
        var meter = meters.Create("CodeRunner.Live");
        meter.CreateObservableUpDownCounter("coderunner.viewers", () => viewers.Count, "{connection}", "Connections to the hub.");
        meter.CreateObservableUpDownCounter("coderunner.watches", () => watchers.Count, "{watch}", "Deployments and projects that are watched, over the hub and as streams.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
