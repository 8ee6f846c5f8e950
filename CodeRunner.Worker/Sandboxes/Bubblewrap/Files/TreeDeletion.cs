namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

/// <summary>Removes a tree that an app has written: no link is followed, and neither its depth nor its names can stop it.</summary>
internal static unsafe class TreeDeletion
{
    private const int RemoveDirectory = 0x200;
    private const int MaxDepth = 32;

    public static void Delete(string path)
    {
        if (!TryDelete(path)) throw NativeError.Last($"delete {path}");
    }

    /// <summary>False when something is left, with the reason as the last error.</summary>
    private static bool TryDelete(string path)
    {
        using var parent = OpenDirectory.Open(Path.GetDirectoryName(path)!);
        var name = OpenDirectory.NameOf(Path.GetFileName(path));
        if (Unlink(parent, name, 0)) return true;
        using (var tree = parent.TryOpenChild(name))
            if (tree is not null)
                while (Empty(tree, tree, 0))
                {
                    // What lay too deep was hung up at the top, and is there now.
                }

        return Unlink(parent, name, RemoveDirectory) || NativeError.Code == NativeError.NotFound;
    }

    /// <summary>True when something was hung up at the top of the tree.</summary>
    private static bool Empty(OpenDirectory directory, OpenDirectory top, int depth)
    {
        var hungUp = false;
        foreach (var name in directory.Names())
        {
            if (Unlink(directory, name, 0)) continue;
            MakeEnterable(directory, name);
            if (depth >= MaxDepth)
            {
                hungUp |= HangUp(directory, name, top);
                continue;
            }

            using var child = directory.TryOpenChild(name);
            if (child is null) continue;
            hungUp |= Empty(child, top, depth + 1);
            Unlink(directory, name, RemoveDirectory);
        }

        return hungUp;
    }

    private static bool Unlink(OpenDirectory directory, byte[] name, int flags)
    {
        fixed (byte* pointer = name) return NativeFiles.UnlinkAt(directory.Descriptor, pointer, flags) == 0;
    }

    /// <summary>
    /// Root enters anyway. Others change just what they have opened, so that nobody who still runs can put a link in its place: the name of an open descriptor leads to
    /// nothing else.
    /// </summary>
    private static void MakeEnterable(OpenDirectory directory, byte[] name)
    {
        if (Environment.IsPrivilegedProcess || directory.TryStatus(name) is not { Kind: EntryKind.Directory, Mode: var mode } || (mode & 0x1C0) == 0x1C0) return;
        using var place = directory.TryOpenPlace(name);
        if (place is null) return;
        fixed (byte* itself = OpenDirectory.NameOf($"/proc/self/fd/{place.Descriptor}")) _ = NativeFiles.FChModAt(place.Descriptor, itself, 0x1C0, 0);
    }

    private static bool HangUp(OpenDirectory directory, byte[] name, OpenDirectory top)
    {
        var free = OpenDirectory.NameOf(".deep-" + Guid.NewGuid().ToString("N"));
        fixed (byte* from = name)
        fixed (byte* to = free)
            return NativeFiles.RenameAt(directory.Descriptor, from, top.Descriptor, to) == 0;
    }
}
