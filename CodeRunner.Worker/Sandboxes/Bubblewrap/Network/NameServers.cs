using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>
/// Which name servers sandboxes ask: the host's, where those can be reached from elsewhere. A resolver on the host's loopback can't; the one of systemd says
/// whom it asks. Pure but for <see cref="Read"/>.
/// </summary>
internal static class NameServers
{
    private const int Most = 3;
    private static readonly string[] Files = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

    public static IReadOnlyList<IPAddress> Read(IEnumerable<string> configured) =>
        configured.Any() ? [.. configured.Select(IPAddress.Parse)] : Files.Where(File.Exists).Select(f => Find(File.ReadLines(f))).FirstOrDefault(s => s.Count > 0) ?? [];

    public static IReadOnlyList<IPAddress> Find(IEnumerable<string> resolvConf) =>
    [
        .. resolvConf
            .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..] && IsUsable(words[1]))
            .Select(words => IPAddress.Parse(words[1]))
            .Distinct()
            .Take(Most),
    ];

    public static bool IsUsable(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any);
}
