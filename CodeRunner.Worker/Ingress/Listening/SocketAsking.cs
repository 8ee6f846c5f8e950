using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>Asks the Workers of this machine for their listening sockets, until one answers.</summary>
internal static class SocketAsking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static List<(string Name, Socket Socket)> Ask(string directory)
    {
        using var place = OpenDirectory.Open(directory);
        foreach (var path in Directory.EnumerateFiles(directory, "*.sock"))
        {
            using var asking = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
            try
            {
                asking.Connect(new UnixDomainSocketEndPoint(place.PathOf(Path.GetFileName(path))));
                if (DescriptorPassing.Receive(asking) is { Count: > 0 } given)
                    return given;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
            {
                File.Delete(path); // of a Worker that was killed: ours is only made while we have the turn
            }
            catch (SocketException)
            {
            }
        }
        return [];
    }
}
