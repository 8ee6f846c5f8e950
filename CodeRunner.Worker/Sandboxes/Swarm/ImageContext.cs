using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// What an engine makes an image of: a few lines that say how, and root's files. Those of an app are taken from a copy that follows no link and has nothing but files, directories and links: a
/// build has left them, and may have left anything.
/// </summary>
internal sealed class ImageContext : IDisposable
{
    private const string Ours = "root/.coderunner/";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("coderunner-image-");
    private readonly FileStream _file;
    private readonly TarWriter _tar;

    public ImageContext(string dockerfile)
    {
        _file = new FileStream(Path.Combine(_place.FullName, "context"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        _tar = new TarWriter(_file, TarEntryFormat.Pax, leaveOpen: true);
        Add("Dockerfile", Encoding.UTF8.GetBytes(dockerfile));
        AddDirectory("root/");
        AddDirectory(Ours);
    }

    /// <summary>To be read from its beginning, once, when it is complete.</summary>
    public Stream Content
    {
        get
        {
            _file.Position = 0;
            return _file;
        }
    }

    /// <summary>Throws <see cref="SandboxException"/> when they are more than they may be.</summary>
    public void AddFiles(string files, int maxMb)
    {
        var copy = Path.Combine(_place.FullName, "app");
        new TreeCopy(null, maxMb).Copy(files, copy);
        const string place = $"{Ours}app/";
        AddDirectory(place);
        AddTree(new DirectoryInfo(copy), place);
    }

    /// <summary>Our first process, and where the app's own files will be.</summary>
    public void AddInit(byte[] program)
    {
        AddDirectory($"{Ours}app/");
        AddDirectory("root/app/");
        Add("root" + ServiceParameters.InitPath, program);
    }

    /// <summary>Answers a name of the content: whatever is the same has the same.</summary>
    public string Complete()
    {
        _tar.Dispose();
        _file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(_file));
    }

    public void Dispose()
    {
        _tar.Dispose();
        _file.Dispose();
        TreeDeletion.Delete(_place.FullName);
    }

    private void AddTree(DirectoryInfo directory, string name)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var isLink = entry.LinkTarget is not null;
            var type = isLink ? TarEntryType.SymbolicLink : entry is DirectoryInfo ? TarEntryType.Directory : TarEntryType.RegularFile;
            var written = Entry(type, name + entry.Name + (type == TarEntryType.Directory ? "/" : ""), isLink ? Readable : entry.UnixFileMode, entry.LastWriteTimeUtc);
            if (isLink) written.LinkName = entry.LinkTarget!;
            using var content = type == TarEntryType.RegularFile ? File.OpenRead(entry.FullName) : null;
            if (content is not null) written.DataStream = content;
            _tar.WriteEntry(written);
            if (type == TarEntryType.Directory) AddTree((DirectoryInfo)entry, written.Name);
        }
    }

    private void AddDirectory(string name) => _tar.WriteEntry(Entry(TarEntryType.Directory, name, Readable, DateTimeOffset.UnixEpoch));

    private void Add(string name, byte[] content)
    {
        var entry = Entry(TarEntryType.RegularFile, name, Readable, DateTimeOffset.UnixEpoch);
        entry.DataStream = new MemoryStream(content);
        _tar.WriteEntry(entry);
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, UnixFileMode mode, DateTimeOffset time) => new(type, name) { Mode = mode, ModificationTime = time };
}
