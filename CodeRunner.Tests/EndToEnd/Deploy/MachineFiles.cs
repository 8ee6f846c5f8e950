using System.Formats.Tar;
using System.Text;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd.Deploy;

/// <summary>A tar of programs of this machine, with the libraries that they are linked to: what an image is made of where none can be pulled.</summary>
internal sealed class MachineFiles : IAsyncDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1ED;
    private const UnixFileMode Scratch = (UnixFileMode)0x3FF;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"coderunner-image-{Guid.NewGuid():n}.tar");
    private readonly TarWriter _tar;
    private readonly HashSet<string> _written = [];

    public MachineFiles() => _tar = new TarWriter(File.Create(_path), TarEntryFormat.Pax);

    /// <summary>A program or a library at its place, whatever it is a link to.</summary>
    public async Task AddProgramAsync(string path)
    {
        AddFile(path);
        var linked = await Tool.RunAsync("/", [], "ldd", path);
        foreach (var library in linked.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('/')))
            AddFile(library);
    }

    /// <summary>What it is, at the place that it is found at.</summary>
    public void AddFile(string path)
    {
        var file = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) ?? new FileInfo(path);
        if (!_written.Add(path)) return;
        using var content = File.OpenRead(file.FullName);
        Write(new PaxTarEntry(TarEntryType.RegularFile, path[1..]) { Mode = file.UnixFileMode & Everybody, DataStream = content });
    }

    /// <summary>Where a program is found by its name.</summary>
    public Task AddCommandAsync(string name) => AddProgramAsync(Installed.Find(name));

    public void AddDirectory(string directory, Func<string, bool>? wanted = null)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => File.Exists(file) && wanted?.Invoke(file) != false))
            AddFile(file);
    }

    public void AddText(string path, string text, int? owner = null) =>
        Write(new PaxTarEntry(TarEntryType.RegularFile, path[1..]) { Mode = Everybody, Uid = owner ?? 0, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    public void AddLink(string path, string target) => Write(new PaxTarEntry(TarEntryType.SymbolicLink, path[1..]) { LinkName = target });

    /// <summary>An empty directory; without an owner anybody may write there.</summary>
    public void AddEmpty(string path, int? owner = null) =>
        Write(new PaxTarEntry(TarEntryType.Directory, path[1..] + "/") { Mode = owner is null ? Scratch : Everybody, Uid = owner ?? 0, Gid = owner ?? 0 });

    /// <summary>Loads it as an image, with the instructions of a Dockerfile that an import takes.</summary>
    public async Task ImportAsync(IReadOnlyDictionary<string, string> engine, string image, params string[] changes)
    {
        await _tar.DisposeAsync();
        await Tool.RunAsync("/", engine, "docker", ["import", .. changes.SelectMany(change => new[] { "--change", change }), _path, image]);
    }

    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync();
        File.Delete(_path);
    }

    private void Write(TarEntry entry) => _tar.WriteEntry(entry);
}
