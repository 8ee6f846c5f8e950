using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>
/// Whose socket answers on a port of this host. While apps share its network, another app could listen where a stopped or slow one was told to;
/// the kernel knows the uid of each listener.
/// </summary>
internal static class ListenerOwner
{
    private const string Listening = "0A";

    /// <summary>Null when nothing listens there.</summary>
    public static uint? Of(IPAddress loopback, int port) =>
        loopback.AddressFamily == AddressFamily.InterNetwork
            ? Find(Lines("/proc/net/tcp"), port, "0100007F") ?? Find(Lines("/proc/net/tcp"), port, "00000000") ?? Find(Lines("/proc/net/tcp6"), port, new string('0', 32))
            : Find(Lines("/proc/net/tcp6"), port, "00000000000000000000000001000000") ?? Find(Lines("/proc/net/tcp6"), port, new string('0', 32));

    /// <summary>Listeners come first in the kernel's list, so that connections, of which there may be many, are seldom read.</summary>
    internal static uint? Find(IEnumerable<string> lines, int port, string address)
    {
        var local = $"{address}:{port:X4}";
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 8 || fields[3] != Listening) return null;
            if (fields[1] == local) return uint.Parse(fields[7], CultureInfo.InvariantCulture);
        }

        return null;
    }

    /// <summary>The ports on which that uid listens.</summary>
    public static IReadOnlyList<int> PortsOf(uint uid) =>
        [.. Lines("/proc/net/tcp").Skip(1).Concat(Lines("/proc/net/tcp6").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 8 && fields[3] == Listening && fields[7] == uid.ToString(CultureInfo.InvariantCulture))
            .Select(fields => int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .Distinct()
            .Order()];

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];
}
