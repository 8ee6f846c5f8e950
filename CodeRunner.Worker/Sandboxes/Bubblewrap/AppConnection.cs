using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>Connects to an app that may have bound either loopback, after making sure that it is that app which listens.</summary>
internal static class AppConnection
{
    public static async Task<Stream> OpenAsync(int port, uint? uid, CancellationToken cancellationToken)
    {
        var foreign = false;
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            if (uid is { } own && ListenerOwner.Of(address, port) is var owner && owner != own)
            {
                foreign |= owner is not null;
                continue;
            }

            if (await TryConnectAsync(address, port, cancellationToken) is { } stream) return stream;
        }

        throw new IOException(foreign ? "Another process listens on the port that the app was told." : "The app does not listen on the port that it was told.");
    }

    private static async Task<Stream?> TryConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
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
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
