using System.Net;
using CodeRunner.Core.Network;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>Proxies in front of the ingress whose word about the client is believed.</summary>
internal sealed class TrustedProxies(IOptions<IngressOptions> options)
{
    private readonly IPNetwork[] networks = [.. options.Value.TrustedProxies.Select(text => Networks.TryParse(text, out var network) ? network : default)];

    public bool Contains(IPAddress? address)
    {
        if (networks.Length == 0 || address is null)
            return false;
        var plain = Plain(address);
        return Array.Exists(networks, network => network.Contains(plain));
    }

    /// <summary>An IPv4 client of a socket for both families is an IPv4 client.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
