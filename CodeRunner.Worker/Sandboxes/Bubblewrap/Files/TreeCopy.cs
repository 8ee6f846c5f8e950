namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

/// <summary>
/// A private copy of a tree that a build has left: files, directories and links as they are, with their times, owned by the uid. Devices, pipes, sockets and
/// the bits that lend an identity are left out. <paramref name="maxMb"/> bounds it; each entry counts as at least one block.
/// </summary>
internal sealed unsafe class TreeCopy(uint? uid, int maxMb)
{
    private const int MaxDepth = 128;
    private const int BlockBytes = 4096;
    private long _charged;

    /// <summary>Makes <paramref name="target"/>, which must not be there. Throws <see cref="SandboxException"/> when the bound is met.</summary>
    public void Copy(string source, string target)
    {
        using var from = OpenDirectory.Open(source);
        using var parent = OpenDirectory.Open(Path.GetDirectoryName(target)!);
        CopyDirectory(from, parent, OpenDirectory.NameOf(Path.GetFileName(target)), 0);
    }

    /// <summary>Into a directory that is there, empty, and stays whose it is. Throws as <see cref="Copy"/> does.</summary>
    public void CopyInto(string source, string target)
    {
        using var from = OpenDirectory.Open(source);
        using var to = OpenDirectory.Open(target);
        foreach (var entry in from.Names()) CopyEntry(from, to, entry, 0);
    }

    private void CopyDirectory(OpenDirectory from, OpenDirectory toParent, byte[] name, int depth)
    {
        if (depth > MaxDepth) throw new SandboxException("too_deep", $"The app's directories are nested more than {MaxDepth} deep.");
        fixed (byte* pointer = name)
            if (NativeFiles.MkDirAt(toParent.Descriptor, pointer, 0x1C0) != 0)
                throw NativeError.Last("make a directory");
        using var to = toParent.TryOpenChild(name) ?? throw NativeError.Last("open a directory");
        foreach (var entry in from.Names()) CopyEntry(from, to, entry, depth);
        var status = from.Status();
        FileContent.SetMode(to.Descriptor, status.Mode);
        FileContent.SetTime(to.Descriptor, status);
        Own(toParent, name);
    }

    private void CopyEntry(OpenDirectory from, OpenDirectory to, byte[] name, int depth)
    {
        if (from.TryStatus(name) is not { } status) return;
        Charge(status.Kind == EntryKind.File ? status.Size : 0);
        switch (status.Kind)
        {
            case EntryKind.Directory:
                using (var child = from.TryOpenChild(name) ?? throw NativeError.Last("open a directory"))
                    CopyDirectory(child, to, name, depth + 1);
                break;
            case EntryKind.File:
                FileContent.Copy(from, to, name, status);
                Own(to, name);
                break;
            case EntryKind.Link:
                CopyLink(from, to, name);
                Own(to, name);
                break;
        }
    }

    private static void CopyLink(OpenDirectory from, OpenDirectory to, byte[] name)
    {
        const int longest = 4096;
        var target = stackalloc byte[longest + 1];
        fixed (byte* pointer = name)
        {
            var length = NativeFiles.ReadLinkAt(from.Descriptor, pointer, target, longest);
            if (length < 0) throw NativeError.Last("read a link");
            target[length] = 0;
            if (NativeFiles.SymLinkAt(target, to.Descriptor, pointer) != 0) throw NativeError.Last("make a link");
        }
    }

    private void Own(OpenDirectory directory, byte[] name)
    {
        if (uid is not { } owner) return;
        fixed (byte* pointer = name)
            if (NativeFiles.FChownAt(directory.Descriptor, pointer, owner, owner, 0x100) != 0)
                throw NativeError.Last("give the app its files");
    }

    private void Charge(long bytes)
    {
        _charged += Math.Max(bytes, BlockBytes);
        if (_charged > (long)maxMb << 20) throw new SandboxException("disk_limit", $"The app's files do not fit into its disk limit of {maxMb} MB.");
    }
}
