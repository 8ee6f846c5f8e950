using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>
/// Where a registry is that somebody named: the engine asks it from the host's own network, where private addresses answer too. What a registry itself names, such as
/// the place of its tokens, is followed by the engine and not seen here.
/// </summary>
internal static class RegistryPlace
{
    public static async Task<bool> IsPrivateAsync(string registry, IList<string> allowed, CancellationToken cancellationToken)
    {
        var host = registry.Split(':')[0];
        if (allowed.Contains(registry, StringComparer.OrdinalIgnoreCase) || allowed.Contains(host, StringComparer.OrdinalIgnoreCase)) return false;
        try
        {
            return !(await Dns.GetHostAddressesAsync(host, cancellationToken)).All(PublicAddress.Is);
        }
        catch (SocketException)
        {
            // It has no address that the engine could ask either; the engine says so better.
            return false;
        }
    }
}
