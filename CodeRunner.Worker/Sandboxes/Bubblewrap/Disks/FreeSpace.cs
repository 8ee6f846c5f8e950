using System.Runtime.InteropServices;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

/// <summary>What is free for an unprivileged user on the file system of a path.</summary>
internal static unsafe partial class FreeSpace
{
    private const int StructBytes = 256;

    public static (long Bytes, long Inodes) Of(string path)
    {
        var space = Of(path, path);
        return (space.FreeBytes, space.FreeFiles);
    }

    /// <summary>With how much there is at all; it is called <paramref name="shown"/>.</summary>
    public static Space Of(string path, string shown)
    {
        // struct statvfs of 64-bit systems: block size, fragment size, blocks, free, available, files, free files …
        var result = stackalloc ulong[StructBytes / sizeof(ulong)];
        fixed (byte* name = OpenDirectory.NameOf(path))
            if (StatVfs(name, result) != 0)
                throw NativeError.Last($"statvfs {path}");
        return new Space(shown, (long)(result[1] * result[2]), (long)(result[1] * result[4]), (long)result[5], (long)result[6]);
    }

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true)]
    private static partial int StatVfs(byte* path, ulong* result);
}
