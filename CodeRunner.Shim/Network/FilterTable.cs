using System.Buffers.Binary;
using System.Net;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>An nftables table of ours with one chain, for what leaves the namespace.</summary>
internal sealed class FilterTable
{
    public const byte Version4 = 2;
    public const byte Version6 = 10;
    public const uint ToDrop = 0;
    public const uint ToAccept = 1;
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
    private readonly NetlinkBatch _batch;
    private readonly byte[] _family;

    public FilterTable(NetlinkBatch batch, byte family, uint otherwise)
    {
        (_batch, _family) = (batch, [family, 0, 0, 0]);
        batch.Add(NewTable, NetlinkBatch.Create, _family, b => b.Text(1, Table));
        batch.Add(NewChain, NetlinkBatch.Create, _family, b =>
        {
            b.Text(1, Table);
            b.Text(3, Chain);
            b.Nest(4, () =>
            {
                b.NetworkNumber(1, LocalOut);
                b.NetworkNumber(2, 0);
            });
            b.NetworkNumber(5, otherwise);
            b.Text(7, "filter");
        });
    }

    public static void Begin(NetlinkBatch batch) => batch.Add(BatchBegin, 0, [0, 0, 0, (byte)Tables], answered: false);

    public static void End(NetlinkBatch batch) => batch.Add(BatchEnd, 0, [0, 0, 0, (byte)Tables], answered: false);

    public void Add(Action<NetlinkBatch> matches, uint verdict) => _batch.Add(NewRule, InOrder, _family, b =>
    {
        b.Text(1, Table);
        b.Text(2, Chain);
        b.Nest(4, () =>
        {
            matches(b);
            FilterExpressions.Verdict(b, verdict);
        });
    });

    public void Accept(IEnumerable<NetworkEndpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
            Add(b => FilterExpressions.ToEndpoint(b, IPAddress.Parse(endpoint.Address).GetAddressBytes(), endpoint.Port), ToAccept);
    }

    public void Drop(IEnumerable<string> networks)
    {
        foreach (var network in networks.Select(IPNetwork.Parse))
            Add(b => FilterExpressions.ToNetwork(b, network.BaseAddress.GetAddressBytes(), MaskOf(network.PrefixLength)), ToDrop);
    }

    private static byte[] MaskOf(int length)
    {
        var mask = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, length == 0 ? 0 : uint.MaxValue << (32 - length));
        return mask;
    }
}
