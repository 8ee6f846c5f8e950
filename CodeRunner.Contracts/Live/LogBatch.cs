using System.Buffers.Binary;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Contracts.Live;

/// <summary>
/// Records that were just stored, in the deployment's order, without a hole between them: those after <see cref="After"/> up to <see cref="Last"/>, by
/// <see cref="LogPacking"/>. A receiver whose last cursor is before <see cref="After"/> has missed something and reads history first.
/// </summary>
public sealed record LogBatch(long After, long Last, ReadOnlyMemory<byte> Packed)
{
    private const int HeaderSize = 2 * sizeof(long);

    public byte[] ToMessage()
    {
        var message = new byte[HeaderSize + Packed.Length];
        BinaryPrimitives.WriteInt64LittleEndian(message, After);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(sizeof(long)), Last);
        Packed.Span.CopyTo(message.AsSpan(HeaderSize));
        return message;
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for what is no such message.</summary>
    public static LogBatch FromMessage(ReadOnlyMemory<byte> message) => message.Length > HeaderSize
        ? new(BinaryPrimitives.ReadInt64LittleEndian(message.Span), BinaryPrimitives.ReadInt64LittleEndian(message.Span[sizeof(long)..]), message[HeaderSize..])
        : throw new InvalidDataException("This is no batch of log records.");
}
