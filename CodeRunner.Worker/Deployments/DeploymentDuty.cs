using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>The leader's main work: adopt what runs, then look at deployments until the term ends.</summary>
internal sealed class DeploymentDuty(
    Adoption adoption,
    DeploymentQueue queue,
    DeploymentReconciler reconciler,
    DeploymentSweep sweep,
    SandboxWatch watch,
    BuildRunner builds,
    SandboxRunner sandboxes,
    NodeShutdown shutdown,
    IOptions<DeploymentOptions> options) : ILeaderDuty
{
    public async Task RunAsync(CancellationToken term)
    {
        try
        {
            await adoption.AdoptAsync(term);
            sweep.StartOver();
            await Task.WhenAll(queue.RunAsync(options.Value.Parallel, reconciler.LookAsync, term), adoption.RunAsync(term));
        }
        finally
        {
            watch.ForgetAll();
            await builds.WaitForAllAsync();
            await sandboxes.WaitForAllAsync(); // a start that is still under way would be missed by the shutdown
            await shutdown.EndAllAsync();
        }
    }
}
