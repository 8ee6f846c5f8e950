using System.Buffers.Binary;

namespace CodeRunner.Worker.Sources.Archives;

/// <summary>
/// Counts the entries of a zip's directory without keeping them: <see cref="System.IO.Compression.ZipArchive"/> holds them all in memory, and a small upload may name
/// millions.
/// </summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50;
    private const int EndBytes = 22;
    private const int LocatorBytes = 20;
    private const int EntryBytes = 46;

    /// <summary>How many entries there are, counted up to <paramref name="max"/> + 1. 0 when there is no directory.</summary>
    public static int CountEntries(FileStream archive, int max)
    {
        if (FindStart(archive) is not { } start)
            return 0;
        archive.Position = start;
        var reader = new BufferedStream(archive, 64 << 10);
        Span<byte> entry = stackalloc byte[EntryBytes];
        var count = 0;
        while (count <= max && reader.ReadAtLeast(entry, EntryBytes, false) == EntryBytes && BinaryPrimitives.ReadUInt32LittleEndian(entry) == EntrySignature)
        {
            count++;
            reader.Seek(Number(entry, 28) + Number(entry, 30) + Number(entry, 32), SeekOrigin.Current);
        }
        return count;
    }

    private static long? FindStart(FileStream archive)
    {
        // The comment after the end record has at most 65,535 bytes.
        var tail = new byte[(int)Math.Min(archive.Length, LocatorBytes + EndBytes + ushort.MaxValue)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature)
                continue;
            var start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            var large = start == uint.MaxValue || Number(tail, at + 10) == ushort.MaxValue || Number(tail, at + 4) == ushort.MaxValue;
            return large && at >= LocatorBytes ? FindZip64Start(archive, tail.AsSpan(at - LocatorBytes)) ?? start : start;
        }
        return null;
    }

    private static long? FindZip64Start(FileStream archive, ReadOnlySpan<byte> locator)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Zip64LocatorSignature)
            return null;
        Span<byte> end = stackalloc byte[56];
        var at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (at < 0 || at > archive.Length - end.Length)
            return null;
        archive.Position = at;
        archive.ReadExactly(end);
        var start = BinaryPrimitives.ReadInt64LittleEndian(end[48..]);
        return start >= 0 && start < archive.Length ? start : null;
    }

    private static int Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
