using System.Buffers;
using System.Buffers.Binary;

namespace CodeRunner.Shim.Protocol;

/// <summary>
/// A segment file is records one after the other: length of the payload (4), stream (1), kind (1), mark (2), seq (8), time (8), payload; little
/// endian. The payload is a line's UTF-8, or for lost lines their number and their bytes (8 each). A record cut short at the end is not there yet.
/// </summary>
internal static class SegmentFormat
{
    public const int HeaderBytes = 24;
    public const int MaxTextBytes = 64 * 1024;
    public const int LostPayloadBytes = 16;
    private const byte LineKind = 0;
    private const byte LostKind = 1;
    private const ushort Mark = 0x5243;

    public static void WriteLine(IBufferWriter<byte> to, long seq, long timeMicroseconds, byte stream, ReadOnlySpan<byte> text)
    {
        WriteHeader(to, seq, timeMicroseconds, stream, LineKind, text.Length);
        to.Write(text);
    }

    public static void WriteLost(IBufferWriter<byte> to, long seq, long timeMicroseconds, byte stream, long lines, long bytes)
    {
        WriteHeader(to, seq, timeMicroseconds, stream, LostKind, LostPayloadBytes);
        var payload = to.GetSpan(LostPayloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(payload, lines);
        BinaryPrimitives.WriteInt64LittleEndian(payload[8..], bytes);
        to.Advance(LostPayloadBytes);
    }

    /// <summary>False when <paramref name="from"/> does not hold a whole record. Throws <see cref="InvalidDataException"/> when it can't be one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out SegmentRecord record, out int length)
    {
        record = default;
        length = 0;
        if (from.Length < HeaderBytes) return false;
        var payload = BinaryPrimitives.ReadInt32LittleEndian(from);
        if (payload is < 0 or > MaxTextBytes || BinaryPrimitives.ReadUInt16LittleEndian(from[6..]) != Mark)
            throw new InvalidDataException("A segment file holds something that is not a record.");
        if (from.Length < HeaderBytes + payload) return false;

        length = HeaderBytes + payload;
        var content = from[HeaderBytes..length];
        var lost = from[5] == LostKind && content.Length == LostPayloadBytes;
        record = new SegmentRecord
        {
            Seq = BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            TimeMicroseconds = BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            Stream = from[4],
            Text = lost ? [] : content,
            LostLines = lost ? BinaryPrimitives.ReadInt64LittleEndian(content) : 0,
            LostBytes = lost ? BinaryPrimitives.ReadInt64LittleEndian(content[8..]) : 0,
        };
        return true;
    }

    private static void WriteHeader(IBufferWriter<byte> to, long seq, long timeMicroseconds, byte stream, byte kind, int payloadBytes)
    {
        var header = to.GetSpan(HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header, payloadBytes);
        header[4] = stream;
        header[5] = kind;
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], Mark);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], seq);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], timeMicroseconds);
        to.Advance(HeaderBytes);
    }
}
