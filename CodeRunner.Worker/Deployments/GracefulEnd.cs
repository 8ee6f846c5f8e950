using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Nodes;
using Npgsql;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// SIGTERM: this Worker takes nothing any more and gives away what it has, while its ingress goes on; where apps end with it, they end after their requests. Registered last, so that it comes first; what its requests need
/// ends after them.
/// </summary>
internal sealed partial class GracefulEnd(
    Membership membership, LeaseStore leases, Handover handover, NodeShutdown shutdown, IngressServer ingress, ILogger<GracefulEnd> logger) : IHostedService
{
    /// <summary>For requests in flight when apps end too: shorter than otherwise, because a developer waits.</summary>
    private static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        membership.Drain();
        try
        {
            await handover.AloneAsync(() => LeaveAsync(membership.Current, cancellationToken), cancellationToken);
        }
        catch (Exception exception)
        {
            NotGiven(logger, exception);
        }
    }

    private async Task LeaveAsync(Term? term, CancellationToken cancellationToken)
    {
        var owned = handover.Everything();
        if (term is not null)
            await TellAsync(term, cancellationToken);
        if (await shutdown.IsDueAsync(cancellationToken))
        {
            await EndIngressAsync(cancellationToken);
            await handover.StopWorkAsync(owned, cancellationToken);
            await shutdown.EndAllAsync(term, owned);
        }
        await handover.GiveAsync(owned, cancellationToken);
    }

    /// <summary>First: who is being answered has the answer before the app ends.</summary>
    private async Task EndIngressAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LastRequests);
        await ingress.StopAsync(limit.Token);
    }

    private async Task TellAsync(Term term, CancellationToken cancellationToken)
    {
        try
        {
            await leases.MarkDrainingAsync(term.WorkerId, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            // The database is away: apps that are to end with the Worker end nevertheless.
            NotGiven(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all could be given away; others find it when this Worker is gone")]
    private static partial void NotGiven(ILogger logger, Exception exception);
}
