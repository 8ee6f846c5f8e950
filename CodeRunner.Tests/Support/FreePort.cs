using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Tests.Support;

/// <summary>
/// Ports for programs that must be told one before they listen. They lie below those that the kernel gives to whoever asks for any, so that nobody gets one in between,
/// and none is given twice.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;
    private const int Count = 5_000;

    private static int next = Random.Shared.Next(Count);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref next) % Count);
            try
            {
                using var probe = new TcpListener(IPAddress.Any, port);
                probe.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
