using System.Net;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>A network policy as routes: prohibited networks, and rules that lead the allowed endpoints, and nothing else of their hosts, past them.</summary>
internal static class RouteRequests
{
    private const ushort NewLink = 16;
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;
    private const ushort NewRule = 32;
    private const byte Version4 = 2;
    private const byte MainTable = 254;
    private const byte AllowedTable = 100;
    private const uint RulePriority = 1000;
    private const byte Static = 4;
    private const byte Unicast = 1;
    private const byte ProhibitType = 8;
    private const byte ToTable = 1;
    private const byte OnLink = 4;
    private static readonly byte[] Protocols = [6, 17];

    /// <summary>Before there is a device.</summary>
    public static NetlinkBatch Prohibitions(NetworkPolicy policy)
    {
        var batch = new NetlinkBatch();
        foreach (var text in policy.Prohibited)
        {
            var network = IPNetwork.Parse(text);
            batch.Add(NewRoute, NetlinkBatch.Create | NetlinkBatch.Replace, [Version4, (byte)network.PrefixLength, 0, 0, MainTable, Static, 0, ProhibitType, 0, 0, 0, 0],
                b => b.Attribute(1, network.BaseAddress.GetAddressBytes()));
        }

        foreach (var endpoint in policy.Allowed)
            foreach (var protocol in Protocols)
                batch.Add(NewRule, NetlinkBatch.Create, [Version4, 32, 0, 0, AllowedTable, 0, 0, ToTable, 0, 0, 0, 0], b =>
                {
                    b.Attribute(1, IPAddress.Parse(endpoint.Address).GetAddressBytes());
                    b.Number(6, RulePriority);
                    b.Attribute(22, [protocol]);
                    b.Attribute(24, [.. BitConverter.GetBytes((ushort)endpoint.Port), .. BitConverter.GetBytes((ushort)endpoint.Port)]);
                });
        return batch;
    }

    /// <summary>The device comes up with one address and no network of its own: the gateway is known by the route alone.</summary>
    public static NetlinkBatch Connection(NetworkPolicy policy, uint device)
    {
        var batch = new NetlinkBatch();
        var index = BitConverter.GetBytes(device);
        batch.Add(NewLink, 0, [0, 0, 0, 0, .. index, 1, 0, 0, 0, 1, 0, 0, 0]);
        batch.Add(NewAddress, NetlinkBatch.Create, [Version4, 32, 0, 0, .. index], b =>
        {
            b.Attribute(1, IPAddress.Parse(policy.Address).GetAddressBytes());
            b.Attribute(2, IPAddress.Parse(policy.Address).GetAddressBytes());
        });
        foreach (var table in (byte[])[MainTable, AllowedTable])
            batch.Add(NewRoute, NetlinkBatch.Create | NetlinkBatch.Replace, [Version4, 0, 0, 0, table, Static, 0, Unicast, OnLink, 0, 0, 0], b =>
            {
                b.Attribute(5, IPAddress.Parse(policy.Gateway).GetAddressBytes());
                b.Attribute(4, index);
            });
        return batch;
    }
}
