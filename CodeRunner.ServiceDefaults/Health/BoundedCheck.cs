using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.ServiceDefaults;

/// <summary>
/// A check that is given up after a time whatever it does: not each heeds a cancellation (one that connects to a server which accepts and is silent does not). The look
/// that goes on is waited for the next time instead of beginning another, so that they never pile up.
/// </summary>
internal sealed class BoundedCheck(Func<IServiceProvider, IHealthCheck> make, TimeSpan limit)
{
    private Task<HealthCheckResult>? look;

    public IHealthCheck Make(IServiceProvider services) => new Look(this, make(services));

    private async Task<HealthCheckResult> AskAsync(IHealthCheck check, HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (look is null or { IsCompleted: true })
            look = Task.Run(() => check.CheckHealthAsync(context, CancellationToken.None), CancellationToken.None);
        try
        {
            return await look.WaitAsync(limit, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // For the log: who asks from outside is not told why.
            return new HealthCheckResult(context.Registration.FailureStatus, exception: exception);
        }
    }

    private sealed class Look(BoundedCheck bounds, IHealthCheck check) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            bounds.AskAsync(check, context, cancellationToken);
    }
}
