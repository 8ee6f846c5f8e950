using CodeRunner.Worker.Sources;
using CodeRunner.Worker.Sources.Archives;

namespace CodeRunner.Tests.Worker.Sources;

/// <summary>Unpacks into a directory of the test's own.</summary>
internal sealed class Unpacking : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("unpacking-").FullName;

    public string Target => Path.Combine(root, "in", "app");

    public SourcesOptions Options { get; } = new();

    /// <summary>Everything beneath the directory around the target, so that a file that went astray is seen.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
        .Where(path => !Directory.Exists(path)).Select(path => Path.GetRelativePath(root, path)).Where(path => path != "archive").Order();

    public async Task UnpackAsync(byte[] archive)
    {
        await File.WriteAllBytesAsync(Path.Combine(root, "archive"), archive);
        await UnpackFileAsync(Path.Combine(root, "archive"));
    }

    public async Task UnpackFileAsync(string archive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await using var file = File.OpenRead(archive);
        await new ArchiveUnpacker(Microsoft.Extensions.Options.Options.Create(Options)).UnpackAsync(file, Target, CancellationToken.None);
    }

    /// <summary>Asserts that the archive is refused with the code, and that nothing of it is left.</summary>
    public async Task<string> RefuseAsync(byte[] archive, string code)
    {
        var refused = await Should.ThrowAsync<SourceException>(() => UnpackAsync(archive));
        refused.Code.ShouldBe(code, refused.Message);
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Target)!).ShouldBeEmpty();
        Files.ShouldBeEmpty();
        return refused.Message;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
