namespace CodeRunner.Shim.Network;

/// <summary>
/// What routes can't hold back: the kernel sends to groups and broadcasts through a device that a socket names, whatever the routes say, and the stack would
/// send them on into the host's network. One nftables rule drops all that leaves for 224.0.0.0 or above.
/// </summary>
internal static class FilterRequests
{
    private const ushort Tables = 10;
    private const ushort BatchBegin = 0x10;
    private const ushort BatchEnd = 0x11;
    private const ushort NewTable = (Tables << 8) | 0;
    private const ushort NewChain = (Tables << 8) | 3;
    private const ushort NewRule = (Tables << 8) | 6;
    private const string Table = "coderunner";
    private const string Chain = "out";
    private const uint LocalOut = 3;
    private const uint Accept = 1;
    private const uint Register1 = 1;
    private const uint NetworkHeader = 1;
    private const uint DestinationOffset = 16;
    private const uint GreaterOrEqual = 5;
    private static readonly byte[] Version4 = [2, 0, 0, 0];
    private static readonly byte[] FirstGroup = [224, 0, 0, 0];

    public static NetlinkBatch Make()
    {
        var batch = new NetlinkBatch();
        batch.Add(BatchBegin, 0, [0, 0, 0, (byte)Tables], answered: false);
        batch.Add(NewTable, NetlinkBatch.Create, Version4, b => b.Text(1, Table));
        batch.Add(NewChain, NetlinkBatch.Create, Version4, AddChain);
        batch.Add(NewRule, NetlinkBatch.Create, Version4, AddRule);
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

    private static void AddRule(NetlinkBatch batch)
    {
        batch.Text(1, Table);
        batch.Text(2, Chain);
        batch.Nest(4, () =>
        {
            Expression(batch, "payload", () =>
            {
                batch.NetworkNumber(1, Register1);
                batch.NetworkNumber(2, NetworkHeader);
                batch.NetworkNumber(3, DestinationOffset);
                batch.NetworkNumber(4, 4);
            });
            Expression(batch, "cmp", () =>
            {
                batch.NetworkNumber(1, Register1);
                batch.NetworkNumber(2, GreaterOrEqual);
                batch.Nest(3, () => batch.Attribute(1, FirstGroup));
            });

            // The verdict's register and NF_DROP, both 0.
            Expression(batch, "immediate", () =>
            {
                batch.NetworkNumber(1, 0);
                batch.Nest(2, () => batch.Nest(2, () => batch.NetworkNumber(1, 0)));
            });
        });
    }

    private static void Expression(NetlinkBatch batch, string name, Action data) => batch.Nest(1, () =>
    {
        batch.Text(1, name);
        batch.Nest(2, data);
    });
}
