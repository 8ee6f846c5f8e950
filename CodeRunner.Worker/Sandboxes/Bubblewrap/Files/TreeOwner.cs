namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

/// <summary>Gives a tree to a uid, links themselves included and never what they point to.</summary>
internal static unsafe class TreeOwner
{
    private const int NoFollow = 0x100;
    private const int MaxDepth = 128;

    public static uint Of(string path)
    {
        using var directory = OpenDirectory.Open(path);
        return directory.Status().Uid;
    }

    public static void Give(string path, uint uid)
    {
        using var directory = OpenDirectory.Open(path);
        Chown(directory, [(byte)'.', 0], uid);
        Give(directory, uid, 0);
    }

    private static void Give(OpenDirectory directory, uint uid, int depth)
    {
        if (depth > MaxDepth) throw new SandboxException("too_deep", $"The app's directories are nested more than {MaxDepth} deep.");
        foreach (var name in directory.Names())
        {
            Chown(directory, name, uid);
            if (directory.TryStatus(name) is not { Kind: EntryKind.Directory }) continue;
            using var child = directory.TryOpenChild(name);
            if (child is not null) Give(child, uid, depth + 1);
        }
    }

    private static void Chown(OpenDirectory directory, byte[] name, uint uid)
    {
        fixed (byte* pointer = name)
            if (NativeFiles.FChownAt(directory.Descriptor, pointer, uid, uid, NoFollow) != 0)
                throw NativeError.Last("give the app its files");
    }
}
