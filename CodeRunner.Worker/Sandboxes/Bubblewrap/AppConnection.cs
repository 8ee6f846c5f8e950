using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>Connects to an app, which may have bound either loopback of its network namespace.</summary>
internal static class AppConnection
{
    public static async Task<Stream> OpenAsync(SandboxDirectory directory, int port, CancellationToken cancellationToken)
    {
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
            if (await TryConnectAsync(directory, address, port, cancellationToken) is { } stream)
                return stream;
        throw new IOException("The app does not listen on the port that it was told.");
    }

    private static async Task<Stream?> TryConnectAsync(SandboxDirectory directory, IPAddress address, int port, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = SandboxSockets.Make(directory, address.AddressFamily);
            socket.NoDelay = true;
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }
}
