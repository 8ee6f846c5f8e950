using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Takes a service away with its tasks, their containers and its secret. Repeating it is safe.</summary>
internal sealed class TaskRemoval(SwarmNode node)
{
    private const int SecretAttempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var tasks = await ListAsync(name, cancellationToken);
        await IgnoreMissingAsync(node.Engine.Manager.Swarm.RemoveServiceAsync(name, cancellationToken));
        foreach (var task in tasks) await RemoveContainerAsync(task, cancellationToken);
        for (var attempt = 1; !await TryRemoveSecretAsync(name, cancellationToken); attempt++)
        {
            if (attempt == SecretAttempts) throw new IOException($"The secret of {name} is in use and does not go.");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<IList<TaskResponse>> ListAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await node.Engine.TasksAsync([name], cancellationToken);
        }
        catch (DockerApiException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    /// <summary>The swarm would do so too, in its own time.</summary>
    private async Task RemoveContainerAsync(TaskResponse task, CancellationToken cancellationToken)
    {
        if (task.Status?.ContainerStatus?.ContainerID is { Length: > 0 } container && await node.Engine.FindDaemonAsync(task, cancellationToken) is { } daemon)
            await TaskSignals.RemoveAsync(daemon, container, cancellationToken);
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
