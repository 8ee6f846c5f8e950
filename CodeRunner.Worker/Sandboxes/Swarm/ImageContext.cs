using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// What an engine makes an image of: our first process and an app's files on top of a base, root's as they lie there. The files are taken from a copy that follows no link and has
/// nothing but files, directories and links: a build has left them, and may have left anything.
/// </summary>
internal sealed class ImageContext(string baseImage, string init) : IDisposable
{
    private const string Files = "root/.coderunner/app/";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("coderunner-image-");
    private FileStream? _tar;

    /// <summary>Names the content: whatever is the same has the same.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>To be read from its beginning, once.</summary>
    public Stream Content
    {
        get
        {
            _tar!.Position = 0;
            return _tar;
        }
    }

    /// <summary>Null for no files. Throws <see cref="SandboxException"/> when they are more than they may be.</summary>
    public void Write(string? files, int maxMb)
    {
        var copy = Path.Combine(_place.FullName, "app");
        if (files is not null) new TreeCopy(null, maxMb).Copy(files, copy);
        _tar = new FileStream(Path.Combine(_place.FullName, "context"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        using (var tar = new TarWriter(_tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            Add(tar, "Dockerfile", Encoding.UTF8.GetBytes($"FROM {baseImage}\nUSER 0:0\nCOPY root/ /\n"));
            foreach (var directory in (string[])["root/", "root/.coderunner/", Files, "root/app/"]) tar.WriteEntry(Entry(TarEntryType.Directory, directory, Readable, DateTimeOffset.UnixEpoch));
            Add(tar, "root" + ServiceParameters.InitPath, File.ReadAllBytes(init));
            if (files is not null) AddDirectory(tar, new DirectoryInfo(copy), Files);
        }

        _tar.Position = 0;
        Hash = Convert.ToHexStringLower(SHA256.HashData(_tar));
    }

    public void Dispose()
    {
        _tar?.Dispose();
        TreeDeletion.Delete(_place.FullName);
    }

    private static void AddDirectory(TarWriter tar, DirectoryInfo directory, string name)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var isLink = entry.LinkTarget is not null;
            var type = isLink ? TarEntryType.SymbolicLink : entry is DirectoryInfo ? TarEntryType.Directory : TarEntryType.RegularFile;
            var written = Entry(type, name + entry.Name + (type == TarEntryType.Directory ? "/" : ""), isLink ? Readable : entry.UnixFileMode, entry.LastWriteTimeUtc);
            if (isLink) written.LinkName = entry.LinkTarget!;
            using var content = type == TarEntryType.RegularFile ? File.OpenRead(entry.FullName) : null;
            if (content is not null) written.DataStream = content;
            tar.WriteEntry(written);
            if (type == TarEntryType.Directory) AddDirectory(tar, (DirectoryInfo)entry, written.Name);
        }
    }

    private static void Add(TarWriter tar, string name, byte[] content)
    {
        var entry = Entry(TarEntryType.RegularFile, name, Readable, DateTimeOffset.UnixEpoch);
        entry.DataStream = new MemoryStream(content);
        tar.WriteEntry(entry);
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, UnixFileMode mode, DateTimeOffset time) => new(type, name) { Mode = mode, ModificationTime = time };
}
