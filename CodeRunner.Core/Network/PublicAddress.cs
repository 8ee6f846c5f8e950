using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Core.Network;

/// <summary>Tells addresses of the internet from those of this machine, its network and its cloud's metadata service: one list for all who connect where a stranger says.</summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            // Documentation, Teredo and 6to4: the last two carry an IPv4 address that could be anything.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>The IPv4 networks that are not the internet.</summary>
    public static IEnumerable<IPNetwork> NotPublic4 => NotPublic.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork);

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address)) && !NotPublic.Any(network => network.Contains(address));
    }
}
