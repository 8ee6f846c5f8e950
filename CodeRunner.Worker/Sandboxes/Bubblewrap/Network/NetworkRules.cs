using System.Net;
using System.Net.Sockets;
using CodeRunner.Core.Network;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>
/// Decides what a sandbox with the internet may reach: all but the special-purpose networks and this machine itself, and of those only the name servers and the
/// hosts that were allowed by name, each at its port. Pure.
/// </summary>
internal static class NetworkRules
{
    /// <summary>
    /// The stack's own network: 6to4's relay addresses, which nobody uses any more, so that no registry or name server can lie in it. The sandbox's address in it is
    /// the one that the stack keeps for a name server, which it would pass on to the host's at any port, loopback included: now it is reached by nobody.
    /// </summary>
    public const string StackNetwork = "192.88.99.0/24";

    private const string Device = "tap0";
    private const string Gateway = "192.88.99.2";
    private const string Own = "192.88.99.3";
    private const int NamePort = 53;
    private const int MostForwarded = 32;

    public static NetworkPolicy Decide(NetworkAccess access, IReadOnlyList<IPAddress> nameServers, IReadOnlyList<IPAddress> hostAddresses, IEnumerable<string> blocked)
    {
        var hosts = access.Hosts.Where(h => h.Address.AddressFamily == AddressFamily.InterNetwork).ToList();
        return new NetworkPolicy
        {
            Device = Device,
            Address = Own,
            Gateway = Gateway,
            // The host's loopback too: its addresses are the sandbox's own but for a socket that is bound to the device.
            Prohibited =
            [
                .. PublicAddress.NotPublic4.Select(n => n.ToString()),
                .. blocked,
                .. hostAddresses.Where(PublicAddress.Is).Distinct().Select(a => $"{a}/32"),
            ],
            Allowed =
            [
                .. nameServers.Select(s => new NetworkEndpoint(s.ToString(), NamePort))
                    .Concat(hosts.Where(h => !IPAddress.IsLoopback(h.Address)).Select(Endpoint))
                    .Distinct(),
            ],
            Forwarded = [.. hosts.Where(h => IPAddress.IsLoopback(h.Address)).Select(Endpoint).Distinct().Take(MostForwarded)],
        };
    }

    private static NetworkEndpoint Endpoint(AllowedHost host) => new(host.Address.ToString(), host.Port);
}
