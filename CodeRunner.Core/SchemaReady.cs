using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.Core;

/// <summary>
/// Whether the database has all migrations of this program. A service whose migrations are still to run is not ready, so that an upgrade may start both at once; once they are
/// there they stay, and nobody asks again.
/// </summary>
public sealed class SchemaReady(IServiceScopeFactory scopes) : IHealthCheck
{
    private volatile bool ready;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ready = ready || await IsMigratedAsync(cancellationToken);
        return ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Migrations of this version have not run yet.");
    }

    private async Task<bool> IsMigratedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return !(await scope.ServiceProvider.GetRequiredService<CodeRunnerDb>().Database.GetPendingMigrationsAsync(cancellationToken)).Any();
    }
}
