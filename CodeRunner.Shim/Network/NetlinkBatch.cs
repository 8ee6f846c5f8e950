using System.Buffers.Binary;
using System.Text;

namespace CodeRunner.Shim.Network;

/// <summary>Requests to the kernel over netlink, one after the other in a buffer: a header, a fixed part, attributes that may hold others.</summary>
internal sealed class NetlinkBatch
{
    public const ushort Create = 0x400;
    public const ushort Replace = 0x100;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const ushort Nested = 0x8000;
    private readonly List<byte> _bytes = [];
    private int _start;
    private uint _number;

    /// <summary>How many of the requests the kernel answers.</summary>
    public int Answers { get; private set; }

    public byte[] Bytes => [.. _bytes];

    public void Add(ushort type, ushort flags, ReadOnlySpan<byte> fixedPart, Action<NetlinkBatch>? attributes = null, bool answered = true)
    {
        _start = _bytes.Count;
        Write32(0);
        Write16(type);
        Write16((ushort)(Request | flags | (answered ? Acknowledge : 0)));
        Write32(++_number);
        Write32(0);
        _bytes.AddRange(fixedPart);
        attributes?.Invoke(this);
        SetLength(_start, 4);
        if (answered) Answers++;
    }

    public void Attribute(ushort kind, ReadOnlySpan<byte> value)
    {
        Write16((ushort)(4 + value.Length));
        Write16(kind);
        _bytes.AddRange(value);
        while (_bytes.Count % 4 != 0) _bytes.Add(0);
    }

    public void Text(ushort kind, string value) => Attribute(kind, [.. Encoding.ASCII.GetBytes(value), 0]);

    public void Number(ushort kind, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Attribute(kind, bytes);
    }

    /// <summary>In the order of the network, as netfilter wants its numbers.</summary>
    public void NetworkNumber(ushort kind, uint value) => Number(kind, BinaryPrimitives.ReverseEndianness(value));

    public void Nest(ushort kind, Action content)
    {
        var start = _bytes.Count;
        Write16(0);
        Write16((ushort)(kind | Nested));
        content();
        SetLength(start, 2);
    }

    private void SetLength(int start, int bytes)
    {
        var length = _bytes.Count - start;
        for (var i = 0; i < bytes; i++) _bytes[start + i] = (byte)(length >> (8 * i));
    }

    private void Write16(ushort value) => _bytes.AddRange([(byte)value, (byte)(value >> 8)]);

    private void Write32(uint value)
    {
        Write16((ushort)value);
        Write16((ushort)(value >> 16));
    }
}
