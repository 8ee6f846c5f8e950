using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>A Worker's main work: look at the deployments that it acts for until the term ends.</summary>
internal sealed class DeploymentDuty : IWorkerDuty
{
    private readonly DeploymentQueue queue;
    private readonly DeploymentReconciler reconciler;
    private readonly Ownerships ownerships;
    private readonly DeploymentOptions options;

    public DeploymentDuty(
        DeploymentQueue queue, DeploymentReconciler reconciler, Ownerships ownerships, SandboxWatch watch, BuildRunner builds, IOptions<DeploymentOptions> options)
    {
        (this.queue, this.reconciler, this.ownerships, this.options) = (queue, reconciler, ownerships, options.Value);
        ownerships.Closed += ownership =>
        {
            watch.ForgetAll(ownership);
            builds.ForgetAll(ownership);
        };
    }

    public async Task RunAsync(Term term)
    {
        await queue.RunAsync(options.Parallel, reconciler.LookAsync, term.Token);
        await ownerships.WhenIdleAsync();
    }
}
