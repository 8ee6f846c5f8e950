using System.Formats.Tar;
using System.IO.Compression;

namespace CodeRunner.Tests.Worker.Sources;

/// <summary>Makes archives, also those that no archiver would.</summary>
internal static class TestArchive
{
    public const int Folder = 0x4000;
    public const int Link = 0xA000;
    public const int Fifo = 0x1000;
    public const int Device = 0x2000;
    private const int File = 0x8000;

    public static byte[] Zip(params (string Name, string Content)[] files) => ZipOf([.. files.Select(file => (file.Name, file.Content, File | 0x1A4))]);

    /// <summary>Modes as in Unix, with the type in the upper bits.</summary>
    public static byte[] ZipOf(params (string Name, string Content, int Mode)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, mode) in entries)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var writer = new StreamWriter(entry.Open());
                writer.Write(content);
            }
        }
        return bytes.ToArray();
    }

    public static byte[] ZipFolder(string folder)
    {
        using var bytes = new MemoryStream();
        ZipFile.CreateFromDirectory(folder, bytes);
        return bytes.ToArray();
    }

    public static byte[] TarGz(params (string Name, string Content)[] files) => TarGzOf([.. files.Select(file => Entry(TarEntryType.RegularFile, file.Name, file.Content))]);

    public static byte[] TarGzOf(params TarEntry[] entries)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }
        return bytes.ToArray();
    }

    public static TarEntry Entry(TarEntryType type, string name, string content = "", string? link = null, UnixFileMode mode = UnixFileMode.UserRead)
    {
        var entry = new PaxTarEntry(type, name) { Mode = mode };
        if (link is not null)
            entry.LinkName = link;
        if (type == TarEntryType.RegularFile)
            entry.DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
        return entry;
    }

    /// <summary>Overwrites the bytes at a place after the signature, wherever that signature is.</summary>
    public static byte[] Patch(byte[] archive, uint signature, int offset, params byte[] with)
    {
        for (var at = 0; at <= archive.Length - 4; at++)
        {
            if (BitConverter.ToUInt32(archive, at) == signature)
                with.CopyTo(archive, at + offset);
        }
        return archive;
    }
}
