using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Takes a service away with its tasks, their containers and its secret. Repeating it is safe.</summary>
internal sealed class TaskRemoval(SwarmNode node)
{
    private const int SecretAttempts = 50;
    private const int TaskAttempts = 600;
    private const string TaskLabel = "com.docker.swarm.task.id";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await IgnoreMissingAsync(node.Engine.Manager.Swarm.RemoveServiceAsync(name, cancellationToken));
        await RemoveTasksAsync(name, cancellationToken);
        for (var attempt = 1; !await TryRemoveSecretAsync(name, cancellationToken); attempt++)
        {
            if (attempt == SecretAttempts) throw new IOException($"The secret of {name} is in use and does not go.");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Until the swarm has forgotten them, but for those on machines that it does not reach. Its machines would remove their containers in their own time.</summary>
    private async Task RemoveTasksAsync(string name, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tasks = await node.Engine.Manager.Tasks.ListAsync(new TasksListParameters { Filters = SwarmEngine.Filter("name", [name]) }, cancellationToken);
            var away = (await node.Engine.NodesAsync(cancellationToken)).Where(n => n.Status?.State != "ready").Select(n => n.ID).ToHashSet();
            if (tasks.All(task => away.Contains(task.NodeID ?? ""))) return;
            if (attempt == TaskAttempts) throw new IOException($"The tasks of {name} do not go.");
            foreach (var task in tasks) await RemoveContainersAsync(task, cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task RemoveContainersAsync(TaskResponse task, CancellationToken cancellationToken)
    {
        if (await node.Engine.FindDaemonAsync(task, cancellationToken) is not { } daemon) return;
        var parameters = new ContainersListParameters { All = true, Filters = SwarmEngine.Filter("label", [$"{TaskLabel}={task.ID}"]) };
        foreach (var container in await daemon.Containers.ListContainersAsync(parameters, cancellationToken)) await TaskSignals.RemoveAsync(daemon, container.ID, cancellationToken);
    }

    private async Task<bool> TryRemoveSecretAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await IgnoreMissingAsync(node.Engine.Manager.Secrets.DeleteAsync(name, cancellationToken));
            return true;
        }
        catch (DockerApiException used) when (used.StatusCode == HttpStatusCode.BadRequest)
        {
            return false;
        }
    }

    private static async Task IgnoreMissingAsync(Task removal)
    {
        try
        {
            await removal;
        }
        catch (DockerApiException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            // Another Worker was first.
        }
    }
}
