using System.Buffers.Binary;

namespace CodeRunner.Shim.Network;

/// <summary>The parts of an nftables rule, as the kernel takes them: something is loaded into a register, and compared.</summary>
internal static class FilterExpressions
{
    private const uint Register = 1;
    private const uint NetworkHeader = 1;
    private const uint TransportHeader = 2;
    private const uint DestinationOffset = 16;
    private const uint PortOffset = 2;
    private const uint OutgoingDevice = 5;
    private const uint ConnectionState = 0;
    private const uint Equal = 0;
    private const uint NotEqual = 1;
    private static readonly byte[] LoopbackDevice = [1, 0, 0, 0];
    private static readonly byte[] Established = [2, 0, 0, 0];
    private static readonly byte[] Zero = [0, 0, 0, 0];

    /// <summary>A namespace's loopback is always its first device.</summary>
    public static void ToLoopbackDevice(NetlinkBatch batch)
    {
        Expression(batch, "meta", () =>
        {
            batch.NetworkNumber(1, Register);
            batch.NetworkNumber(2, OutgoingDevice);
        });
        Compare(batch, LoopbackDevice);
    }

    /// <summary>One that was made from outside, or that another rule let be made.</summary>
    public static void OfKnownConnection(NetlinkBatch batch)
    {
        Expression(batch, "ct", () =>
        {
            batch.NetworkNumber(1, Register);
            batch.NetworkNumber(2, ConnectionState);
        });
        Mask(batch, Established);
        Compare(batch, Zero, NotEqual);
    }

    public static void ToEndpoint(NetlinkBatch batch, byte[] address, int port)
    {
        LoadDestination(batch);
        Compare(batch, address);
        Load(batch, TransportHeader, PortOffset, sizeof(ushort));
        var spelled = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(spelled, (ushort)port);
        Compare(batch, spelled);
    }

    public static void ToNetwork(NetlinkBatch batch, byte[] network, byte[] mask)
    {
        LoadDestination(batch);
        Mask(batch, mask);
        Compare(batch, network);
    }

    public static void Verdict(NetlinkBatch batch, uint verdict) => Expression(batch, "immediate", () =>
    {
        batch.NetworkNumber(1, 0);
        batch.Nest(2, () => batch.Nest(2, () => batch.NetworkNumber(1, verdict)));
    });

    private static void LoadDestination(NetlinkBatch batch) => Load(batch, NetworkHeader, DestinationOffset, sizeof(uint));

    private static void Load(NetlinkBatch batch, uint header, uint offset, uint length) => Expression(batch, "payload", () =>
    {
        batch.NetworkNumber(1, Register);
        batch.NetworkNumber(2, header);
        batch.NetworkNumber(3, offset);
        batch.NetworkNumber(4, length);
    });

    private static void Mask(NetlinkBatch batch, byte[] mask) => Expression(batch, "bitwise", () =>
    {
        batch.NetworkNumber(1, Register);
        batch.NetworkNumber(2, Register);
        batch.NetworkNumber(3, (uint)mask.Length);
        batch.Nest(4, () => batch.Attribute(1, mask));
        batch.Nest(5, () => batch.Attribute(1, Zero));
    });

    private static void Compare(NetlinkBatch batch, byte[] value, uint how = Equal) => Expression(batch, "cmp", () =>
    {
        batch.NetworkNumber(1, Register);
        batch.NetworkNumber(2, how);
        batch.Nest(3, () => batch.Attribute(1, value));
    });

    private static void Expression(NetlinkBatch batch, string name, Action data) => batch.Nest(1, () =>
    {
        batch.Text(1, name);
        batch.Nest(2, data);
    });
}
