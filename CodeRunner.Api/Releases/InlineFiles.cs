using System.IO.Compression;
using System.Text;
using CodeRunner.Api.Problems;

namespace CodeRunner.Api.Releases;

/// <summary>Files that came as JSON, made into a zip like any other source.</summary>
internal static class InlineFiles
{
    private const string Field = "files";
    private const int MostPathLength = 300;

    public static Faults Check(IReadOnlyDictionary<string, string> files, int most)
    {
        var faults = new Faults()
            .Check(files.Count > 0, Field, "There is no file in it.")
            .Check(files.Count <= most, Field, $"There are {files.Count} files; at most {most} are taken.")
            .Check(files.Values.All(text => text is not null), Field, "Each file's content must be a text.");
        var bad = files.Keys.FirstOrDefault(path => !IsInside(path));
        return faults.Check(bad is null, Field, $"The path \"{bad}\" does not stay inside the source.");
    }

    public static Stream Pack(IReadOnlyDictionary<string, string> files)
    {
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(path, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
                writer.Write(text);
            }
        }
        packed.Position = 0;
        return packed;
    }

    private static bool IsInside(string path) =>
        path.Length is > 0 and <= MostPathLength
        && !path.Any(letter => char.IsControl(letter) || letter is '\\' or ':')
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
