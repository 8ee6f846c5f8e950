namespace CodeRunner.Core.Metrics;

/// <summary>Reads what <see cref="PackedWriter"/> wrote; throws <see cref="InvalidDataException"/> for anything else.</summary>
internal sealed class PackedReader(ReadOnlyMemory<byte> packed)
{
    private int at;
    private int bits;
    private int pending;

    public static InvalidDataException Torn() => new("These are no packed metrics.");

    public long Read()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw Torn();
    }

    public int ReadCount(int most) => Read() is >= 0 and var count && count <= most ? (int)count : throw Torn();

    public Guid ReadId()
    {
        if (packed.Length - at < 16)
            throw Torn();
        var id = new Guid(packed.Span.Slice(at, 16));
        at += 16;
        return id;
    }

    public bool ReadBit()
    {
        if (pending == 0)
            (bits, pending) = (ReadByte(), 8);
        var value = (bits & 1) == 1;
        (bits, pending) = (bits >> 1, pending - 1);
        return value;
    }

    public void EndBits() => pending = 0;

    private byte ReadByte() => at < packed.Length ? packed.Span[at++] : throw Torn();
}
