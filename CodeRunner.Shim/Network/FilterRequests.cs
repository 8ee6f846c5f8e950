using System.Buffers.Binary;
using System.Net;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>
/// The same policy as the routes, once more, as nftables rules. Routes do not hold a socket that names its device: then the kernel takes whatever they refuse for a
/// neighbour's address, and groups and broadcasts go out in any case. No rule asks what the socket wanted, only where the packet goes.
/// </summary>
internal static class FilterRequests
{
    private const ushort Tables = 10;
    private const ushort BatchBegin = 0x10;
    private const ushort BatchEnd = 0x11;
    private const ushort NewTable = (Tables << 8) | 0;
    private const ushort NewChain = (Tables << 8) | 3;
    private const ushort NewRule = (Tables << 8) | 6;
    private const ushort InOrder = NetlinkBatch.Create | 0x800;
    private const string Table = "coderunner";
    private const string Chain = "out";
    private const uint LocalOut = 3;
    private const uint Drop = 0;
    private const uint Accept = 1;
    private static readonly byte[] Version4 = [2, 0, 0, 0];

    public static NetlinkBatch Make(NetworkPolicy policy)
    {
        var batch = new NetlinkBatch();
        batch.Add(BatchBegin, 0, [0, 0, 0, (byte)Tables], answered: false);
        batch.Add(NewTable, NetlinkBatch.Create, Version4, b => b.Text(1, Table));
        batch.Add(NewChain, NetlinkBatch.Create, Version4, AddChain);
        AddRule(batch, FilterExpressions.ToLoopbackDevice, Accept);
        foreach (var endpoint in policy.Allowed)
            AddRule(batch, b => FilterExpressions.ToEndpoint(b, IPAddress.Parse(endpoint.Address).GetAddressBytes(), endpoint.Port), Accept);
        foreach (var network in policy.Prohibited.Select(IPNetwork.Parse))
            AddRule(batch, b => FilterExpressions.ToNetwork(b, network.BaseAddress.GetAddressBytes(), MaskOf(network.PrefixLength)), Drop);
        batch.Add(BatchEnd, 0, [0, 0, 0, (byte)Tables], answered: false);
        return batch;
    }

    private static void AddChain(NetlinkBatch batch)
    {
        batch.Text(1, Table);
        batch.Text(3, Chain);
        batch.Nest(4, () =>
        {
            batch.NetworkNumber(1, LocalOut);
            batch.NetworkNumber(2, 0);
        });
        batch.NetworkNumber(5, Accept);
        batch.Text(7, "filter");
    }

    private static void AddRule(NetlinkBatch batch, Action<NetlinkBatch> matches, uint verdict) => batch.Add(NewRule, InOrder, Version4, b =>
    {
        b.Text(1, Table);
        b.Text(2, Chain);
        b.Nest(4, () =>
        {
            matches(b);
            FilterExpressions.Verdict(b, verdict);
        });
    });

    private static byte[] MaskOf(int length)
    {
        var mask = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, length == 0 ? 0 : uint.MaxValue << (32 - length));
        return mask;
    }
}
