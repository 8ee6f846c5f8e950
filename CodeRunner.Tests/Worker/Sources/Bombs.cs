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
