using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Asks the daemon of a task's machine for what ends it, or takes it away. What is not there, or does not run, needs nothing.</summary>
internal static class TaskSignals
{
    public static Task TerminateAsync(IDockerClient daemon, string container, CancellationToken cancellationToken) => SendAsync(daemon, container, "SIGTERM", cancellationToken);

    public static Task KillAsync(IDockerClient daemon, string container, CancellationToken cancellationToken) => SendAsync(daemon, container, "SIGKILL", cancellationToken);

    /// <summary>With all it wrote.</summary>
    public static async Task RemoveAsync(IDockerClient daemon, string container, CancellationToken cancellationToken)
    {
        try
        {
            await daemon.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
        }
        catch (DockerApiException gone) when (gone.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // The swarm was first, or is at it.
        }
    }

    private static async Task SendAsync(IDockerClient daemon, string container, string signal, CancellationToken cancellationToken)
    {
        try
        {
            await daemon.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = signal }, cancellationToken);
        }
        catch (DockerApiException ended) when (ended.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // As asked.
        }
    }
}
