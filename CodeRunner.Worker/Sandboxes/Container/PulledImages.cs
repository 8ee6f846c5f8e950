using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>
/// Which images this node has pulled for releases: engines can't be told to remember that. A file for each, which all Workers of the node share; one that is torn
/// says nothing, and its image stays.
/// </summary>
internal sealed class PulledImages(string directory, TimeProvider time)
{
    public bool Has(string pinned) => File.Exists(FileOf(pinned));

    /// <summary>Again for one that is known: it is needed by something new, of which nobody may have heard yet.</summary>
    public void Note(string pinned, string name)
    {
        Directory.CreateDirectory(directory);
        var written = Path.Combine(directory, $".new-{Guid.NewGuid():N}");
        File.WriteAllBytes(written, JsonSerializer.SerializeToUtf8Bytes(new PulledImage(pinned, name, time.GetUtcNow())));
        File.Move(written, FileOf(pinned), overwrite: true);
    }

    public IReadOnlyList<PulledImage> All() =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "*.json").Select(Read).OfType<PulledImage>()] : [];

    public void Forget(string pinned) => File.Delete(FileOf(pinned));

    private static PulledImage? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<PulledImage>(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    private string FileOf(string pinned) => Path.Combine(directory, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pinned)))}.json");
}
