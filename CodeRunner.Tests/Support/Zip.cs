using System.IO.Compression;
using System.Text;

namespace CodeRunner.Tests.Support;

public static class Zip
{
    /// <summary>An archive of texts by their paths.</summary>
    public static byte[] Of(params (string Path, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var entry = archive.CreateEntry(path).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}
