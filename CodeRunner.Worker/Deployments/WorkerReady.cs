using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.Worker.Deployments;

/// <summary>A Worker is ready when it hears changes and knows whether it acts.</summary>
internal sealed class WorkerReady(ChangeFeed feed, Leadership leadership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(feed.Listening && leadership.Settled
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The Worker is not connected to the database yet."));
}
