using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.Worker.Deployments;

/// <summary>A Worker is ready when it hears changes, and has taken a first look at what is there to be taken over; not any more once it was told to end.</summary>
internal sealed class WorkerReady(ChangeFeed feed, Membership membership, ClaimDuty claims) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Look());

    public bool IsReady => Look().Status == HealthStatus.Healthy;

    private HealthCheckResult Look()
    {
        if (membership.IsDraining)
            return HealthCheckResult.Unhealthy("The Worker was told to end, and takes nothing over any more.");
        return feed.Listening && membership.Current is { } term && claims.Settled == term
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The Worker is not connected to the database yet.");
    }
}
