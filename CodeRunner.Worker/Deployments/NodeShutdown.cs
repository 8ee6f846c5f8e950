using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// When the whole cloud goes down with its developer's session, apps go too. They are removed and not only ended, so that the next start does not take
/// their end for a crash.
/// </summary>
internal sealed partial class NodeShutdown(
    ISandboxProvider provider, LogShipper shipper, LeaseStore leases, SharedUse use, IOptions<ShutdownOptions> options, ILogger<NodeShutdown> logger)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestOfOutput = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Whether apps end now: they are to end with the Workers, and no other Worker of this node goes on.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.EndOnShutdown)
            return false;
        try
        {
            var (peers, _) = await leases.LookAsync(cancellationToken);
            return peers.TrueForAll(peer => peer.Draining);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Unknown(logger, exception);
            return true;
        }
    }

    /// <summary>Ends all sandboxes but those that another Worker, which ends too, takes care of.</summary>
    public async Task EndAllAsync(Term? term, IReadOnlyCollection<Ownership> owned)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var sandboxes = await provider.ListAsync(limit.Token);
            var mine = owned.ToDictionary(ownership => ownership.DeploymentId);
            var isAnothers = await AskAsync(term, sandboxes, limit.Token);
            await Task.WhenAll(sandboxes
                .Where(sandbox => mine.ContainsKey(sandbox.Labels.DeploymentId) || !isAnothers(sandbox))
                .Select(sandbox => EndAsync(sandbox, mine.GetValueOrDefault(sandbox.Labels.DeploymentId), limit.Token)));
        }
        catch (Exception exception)
        {
            NotEnded(logger, exception);
        }
    }

    /// <summary>Where the database cannot say whose a sandbox is, it is another's if the ingress of one that lives may send requests to it.</summary>
    private async Task<Func<SandboxStatus, bool>> AskAsync(Term? term, IReadOnlyList<SandboxStatus> sandboxes, CancellationToken cancellationToken)
    {
        try
        {
            var others = await leases.OfOthersAsync(term?.WorkerId, sandboxes.Select(sandbox => sandbox.Labels.DeploymentId).Distinct(), cancellationToken);
            return sandbox => others.Contains(sandbox.Labels.DeploymentId);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Unknown(logger, exception);
            return sandbox => use.IsUsedByOthers(sandbox.Id);
        }
    }

    private async Task EndAsync(SandboxStatus sandbox, Ownership? ownership, CancellationToken cancellationToken)
    {
        await provider.StopAsync(sandbox.Id, Grace, cancellationToken);
        if (sandbox.Purpose == SandboxPurpose.Instance && ownership is not null)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RestOfOutput);
            var rest = shipper.Follow(ownership, sandbox.Id, sandbox.Labels, isNew: false, limit.Token);
            await rest.AllStored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await provider.DeleteAsync(sandbox.Id, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What other Workers of this node do is not known; apps end but those that another one routes to")]
    private static partial void Unknown(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some apps are still running; the next start adopts them")]
    private static partial void NotEnded(ILogger logger, Exception exception);
}
