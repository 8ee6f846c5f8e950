using System.Security.Cryptography;
using System.Text;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>The directory in which all Workers of a node keep their sandboxes: sandboxes/, what is being removed of them, etc/ and disks/, and a counter of uids.</summary>
internal sealed class NodeDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public NodeDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        foreach (var directory in new[] { Path, Sandboxes, Removed, Etc, Disks }) Make(directory);
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

    private string Removed => System.IO.Path.Combine(Path, "removed");

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

    /// <summary>Nobody finds the sandbox any more when its files begin to go: one that is half there would be taken for one that has ended in a strange way.</summary>
    public void Delete(Guid id)
    {
        var removed = System.IO.Path.Combine(Removed, $"{id:N}-{Guid.NewGuid():N}");
        try
        {
            Directory.Move(For(id).Path, removed);
        }
        catch (DirectoryNotFoundException)
        {
            // Another Worker was first.
            return;
        }

        TreeDeletion.Delete(removed);
    }

    /// <summary>What Workers that were killed had begun to delete. What resists is left for the next start.</summary>
    public void DeleteRest()
    {
        foreach (var removed in Directory.EnumerateDirectories(Removed))
            try
            {
                TreeDeletion.Delete(removed);
            }
            catch (IOException)
            {
                // Another Worker may be at it.
            }
    }

    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("bubblewrap sandboxes are made on Linux.");
        Directory.CreateDirectory(directory, OwnerOnly);
    }
}
