using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// When the whole cloud goes down with its developer's session, apps go too. They are removed and not only ended, so that the next start does not take
/// their end for a crash.
/// </summary>
internal sealed partial class NodeShutdown(
    ISandboxProvider provider, LogShipper shipper, IHostApplicationLifetime lifetime, IOptions<ShutdownOptions> options, ILogger<NodeShutdown> logger)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestOfOutput = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Does nothing unless the Worker is told to end and apps are to end with it.</summary>
    public async Task EndAllAsync()
    {
        if (!options.Value.EndOnShutdown || !lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var sandboxes = await provider.ListAsync(limit.Token);
            await Task.WhenAll(sandboxes.Select(sandbox => EndAsync(sandbox, limit.Token)));
        }
        catch (Exception exception)
        {
            NotEnded(logger, exception);
        }
    }

    private async Task EndAsync(SandboxStatus sandbox, CancellationToken cancellationToken)
    {
        await provider.StopAsync(sandbox.Id, Grace, cancellationToken);
        if (sandbox.Purpose == SandboxPurpose.Instance)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RestOfOutput);
            await shipper.Follow(sandbox.Id, sandbox.Labels, isNew: false, limit.Token).AllStored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await provider.DeleteAsync(sandbox.Id, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some apps are still running; the next start adopts them")]
    private static partial void NotEnded(ILogger logger, Exception exception);
}
