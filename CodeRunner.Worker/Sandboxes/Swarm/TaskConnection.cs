using System.Net;
using System.Net.Sockets;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>A connection to a task's port, by the one that its machine publishes for it.</summary>
internal static class TaskConnection
{
    public static async Task<Stream> OpenAsync(SwarmEngine engine, TaskResponse task, int port, CancellationToken cancellationToken)
    {
        var node = (await engine.NodesAsync(cancellationToken)).FirstOrDefault(n => n.ID == task.NodeID);
        if (node is null || TaskFacts.PublishedPort(task, port) is not { } published) throw new IOException("The app does not listen yet: its machine has published no port for it.");
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(SwarmEngine.AddressOf(node)), published), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new IOException($"The app does not listen on port {port}: {refused.Message}", refused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
