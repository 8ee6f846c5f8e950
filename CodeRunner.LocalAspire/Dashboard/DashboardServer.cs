using Microsoft.Extensions.Hosting;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>Serves the dashboard on loopback.</summary>
internal sealed class DashboardServer : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
