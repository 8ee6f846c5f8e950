using System.Net;
using System.Net.Sockets;
using CodeRunner.Core.Network;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>
/// Where a registry is that somebody named: the engine asks it from the host's own network, where private addresses answer too. What a registry itself names, such as
/// the place of its tokens, is followed by the engine and not seen here.
/// </summary>
internal static class RegistryPlace
{
    private static readonly string[] DefaultPorts = ["443", "80"];

    public static async Task<bool> IsPrivateAsync(string registry, IList<string> allowed, CancellationToken cancellationToken)
    {
        if (IsAllowed(registry, allowed)) return false;
        try
        {
            return !(await Dns.GetHostAddressesAsync(registry.Split(':')[0], cancellationToken)).All(PublicAddress.Is);
        }
        catch (SocketException)
        {
            // It has no address that the engine could ask either; the engine says so better.
            return false;
        }
    }

    /// <summary>An entry with a port is that port's; one without is for the ports that a registry is asked at unless its name says otherwise.</summary>
    internal static bool IsAllowed(string registry, IEnumerable<string> allowed) => registry.Split(':') is [var host, .. var port]
        && allowed.Any(entry => Same(entry, registry) || (Same(entry, host) && port.All(DefaultPorts.Contains)));

    private static bool Same(string entry, string name) => entry.Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
