using System.Buffers;

namespace CodeRunner.Core.Metrics;

/// <summary>Writes numbers near 0 in few bytes: 7 bits each, the sign in the lowest.</summary>
internal sealed class PackedWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new(512);
    private int bits;
    private int pending;

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    public void Write(long value)
    {
        var left = (ulong)((value << 1) ^ (value >> 63));
        var into = buffer.GetSpan(10);
        var length = 0;
        for (; left >= 0x80; left >>= 7)
            into[length++] = (byte)(left | 0x80);
        into[length++] = (byte)left;
        buffer.Advance(length);
    }

    public void Write(Guid id)
    {
        id.TryWriteBytes(buffer.GetSpan(16));
        buffer.Advance(16);
    }

    public void WriteBit(bool value)
    {
        bits |= value ? 1 << pending : 0;
        if (++pending == 8)
            EndBits();
    }

    public void EndBits()
    {
        if (pending == 0)
            return;
        buffer.GetSpan(1)[0] = (byte)bits;
        buffer.Advance(1);
        (bits, pending) = (0, 0);
    }
}
