using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>Leads each sandbox to one port of this machine, so that the ingress and what it is compared with ask the same server.</summary>
internal sealed class LoopbackConnections(int port) : ISandboxConnections
{
    public async ValueTask<Stream> ConnectAsync(Guid id, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
