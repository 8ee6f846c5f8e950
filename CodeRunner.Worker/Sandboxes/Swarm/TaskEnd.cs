using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Ends a task, and keeps what the engine knows of it.</summary>
internal sealed class TaskEnd(SwarmNode node, TimeProvider time)
{
    private const string Nowhere = "node.id==none";
    private static readonly TimeSpan KillAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EnginesPatience = TimeSpan.FromSeconds(30);

    /// <summary>By the daemon of its machine, which takes any grace; by the swarm where that can't be asked, with the grace that the service has.</summary>
    public async Task StopAsync(SwarmService service, TaskResponse task, TimeSpan grace, CancellationToken cancellationToken)
    {
        var end = node.Watch.WaitAsync(task.ID);
        var container = task.Status?.ContainerStatus?.ContainerID;
        if (container is not { Length: > 0 } || await node.Engine.FindDaemonAsync(task, cancellationToken) is not { } daemon)
        {
            await AskSwarmAsync(service, cancellationToken);
            await end.WaitAsync(node.Options.StopGrace + EnginesPatience, time, cancellationToken);
            return;
        }

        if (grace > TimeSpan.Zero)
        {
            await TaskSignals.TerminateAsync(daemon, container, cancellationToken);
            if (await EndsWithinAsync(end, grace, cancellationToken)) return;
        }

        do await TaskSignals.KillAsync(daemon, container, cancellationToken);
        while (!await EndsWithinAsync(end, KillAgain, cancellationToken));
    }

    /// <summary>
    /// Wants it on a machine that there is not: the swarm ends it where it is, keeps its log and how it ended, and places no other. With no replica wanted, all of that would go.
    /// </summary>
    private async Task AskSwarmAsync(SwarmService service, CancellationToken cancellationToken)
    {
        if (service is not { Spec: { TaskTemplate: not null } spec, Version.Index: { } version }) return;
        spec.TaskTemplate.Placement = new Placement { Constraints = [Nowhere] };
        await node.Engine.Manager.Swarm.UpdateServiceAsync(service.ID, new ServiceUpdateParameters { Service = spec, Version = (long)version }, cancellationToken);
    }

    private async Task<bool> EndsWithinAsync(Task end, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await end.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
