using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace CodeRunner.Tests.Worker.Sources;

/// <summary>Archives that are small on disk and large unpacked.</summary>
internal static class Bombs
{
    private static readonly byte[] Zeros = new byte[1 << 20];

    public static async Task WriteZipAsync(Stream file, long bytes)
    {
        await using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        await using var entry = zip.CreateEntry("zeros", CompressionLevel.Optimal).Open();
        for (var written = 0L; written < bytes; written += Zeros.Length)
            await entry.WriteAsync(Zeros);
    }

    public static async Task WriteTarAsync(Stream file, long bytes)
    {
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(Header("zeros", '0', bytes));
        for (var written = 0L; written < bytes; written += Zeros.Length)
            await gzip.WriteAsync(Zeros);
        await gzip.WriteAsync(new byte[1024]);
    }

    /// <summary>A directory of that many entries, none of which is there.</summary>
    public static async Task WriteZipOfManyAsync(Stream file, int entries)
    {
        await using var buffered = new BufferedStream(file, 1 << 20);
        var local = new byte[30];
        BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034b50);
        buffered.Write(local);
        var entry = new byte[46 + 8];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, 0x02014b50);
        entry[28] = 8;
        for (var number = 0; number < entries; number++)
        {
            number.TryFormat(entry.AsSpan(46), out _, "D8", CultureInfo.InvariantCulture);
            buffered.Write(entry);
        }
        var end = new byte[56 + 20 + 22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(4), 44);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(24), entries);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(32), entries);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(40), (long)entries * entry.Length);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(48), local.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(56), 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(64), local.Length + ((long)entries * entry.Length));
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(72), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(76), 0x06054b50);
        end.AsSpan(76 + 8, 12).Fill(0xFF);
        buffered.Write(end);
    }

    public static async Task WriteTarOfManyAsync(Stream file, int entries)
    {
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
        await using var buffered = new BufferedStream(gzip, 1 << 20);
        var header = Header("f00000000", '0', 0);
        var sum = header.Sum(value => value) - header.AsSpan(148, 8).ToArray().Sum(value => value) + (8 * ' ');
        for (var number = 0; number < entries; number++)
        {
            number.TryFormat(header.AsSpan(1), out var digits, "D8", CultureInfo.InvariantCulture);
            var total = sum;
            foreach (var digit in header.AsSpan(1, digits))
                total += digit - '0';
            Encoding.ASCII.GetBytes(Convert.ToString(total, 8).PadLeft(6, '0')).CopyTo(header, 148);
            buffered.Write(header);
        }
        buffered.Write(new byte[1024]);
    }

    /// <summary>A PAX header that says it is 1.5 GiB long, of which some comes.</summary>
    public static byte[] TarWithAHugeHeader()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Header("PaxHeaders/x", 'x', 1_500L << 20));
            for (var megabytes = 0; megabytes < 64; megabytes++)
                gzip.Write(Zeros);
        }
        return bytes.ToArray();
    }

    private static byte[] Header(string name, char type, long size)
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        "0000644\00000000\00000000\0"u8.CopyTo(header.AsSpan(100));
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0') + "\0" + "00000000000\0        ").CopyTo(header, 124);
        header[156] = (byte)type;
        "ustar\000"u8.CopyTo(header.AsSpan(257));
        var sum = header.Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }
}
