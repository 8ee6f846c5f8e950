using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Worker.Sandboxes.Plain;

/// <summary>Connects to an app on this machine's own loopback, of either version.</summary>
internal static class LoopbackConnection
{
    public static async Task<Stream> OpenAsync(int port, CancellationToken cancellationToken)
    {
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new IOException("The app does not listen on the port that it was told.");
    }
}
