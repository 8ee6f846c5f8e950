using System.Net;
using System.Net.Sockets;

namespace CodeRunner.LocalAspire.Networking;

/// <summary>Finds ports that nobody listens on, and never gives out one twice.</summary>
internal static class FreePorts
{
    // Below the range from which the kernel takes the ports of outgoing connections, so that none slips in between.
    private const int First = 15_000;
    private const int Last = 32_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (TryTake(port)) return port;
        }

        throw new InvalidOperationException($"No free port between {First} and {Last}.");
    }

    public static bool TryTake(int port)
    {
        lock (Gate)
        {
            if (Given.Contains(port) || !IsFree(port)) return false;
            Given.Add(port);
            return true;
        }
    }

    public static void Release(int port)
    {
        lock (Gate) Given.Remove(port);
    }

    private static bool IsFree(int port) => CanListen(IPAddress.Any, port) && CanListen(IPAddress.IPv6Any, port);

    private static bool CanListen(IPAddress address, int port)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6) return true;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return true;
        }
    }
}
