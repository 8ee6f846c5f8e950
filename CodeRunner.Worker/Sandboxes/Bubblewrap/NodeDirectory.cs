using System.Security.Cryptography;
using System.Text;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>The directory in which all Workers of a node keep their sandboxes: sandboxes/, etc/ and disks/, and a counter of uids.</summary>
internal sealed class NodeDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public NodeDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        foreach (var directory in new[] { Path, Sandboxes, Etc, Disks }) Make(directory);
    }

    public string Path { get; }

    public string Etc => System.IO.Path.Combine(Path, "etc");

    /// <summary>Empty disks to copy from.</summary>
    public string Disks => System.IO.Path.Combine(Path, "disks");

    public string NextUid => System.IO.Path.Combine(Path, "next-uid");

    /// <summary>Tells this node's directory from others' on the machine, in names that all of them share.</summary>
    public string Name => Convert.ToHexStringLower(Hash.AsSpan(0, 6));

    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Path));

    private string Sandboxes => System.IO.Path.Combine(Path, "sandboxes");

    public SandboxDirectory For(Guid id) => new(System.IO.Path.Combine(Sandboxes, id.ToString("N")));

    public SandboxDirectory? Find(Guid id) => For(id) is var directory && Directory.Exists(directory.Path) ? directory : null;

    public IReadOnlyList<Guid> All() =>
        [.. Directory.EnumerateDirectories(Sandboxes).Select(d => Guid.TryParseExact(System.IO.Path.GetFileName(d), "N", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];

    public SandboxDirectory Create(Guid id)
    {
        var directory = For(id);
        if (Directory.Exists(directory.Path)) throw new SandboxException("already_started", "A sandbox with this id was started before.");
        Make(directory.Path);
        Make(directory.Output);
        return directory;
    }

    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("bubblewrap sandboxes are made on Linux.");
        Directory.CreateDirectory(directory, OwnerOnly);
    }
}
