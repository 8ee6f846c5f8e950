using System.Runtime.InteropServices;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

/// <summary>Copies a file of ours with its holes: of a new file system of a gigabyte, a tenth of a megabyte is there.</summary>
internal static unsafe partial class SparseFile
{
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int PieceBytes = 64 * 1024;

    public static void Copy(string source, string target)
    {
        using var from = File.OpenHandle(source);
        using var to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, options: FileOptions.None);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var buffer = new byte[PieceBytes];
        foreach (var (first, end) in Parts(from))
            for (var start = first; start < end;)
            {
                var piece = buffer.AsSpan(0, (int)Math.Min(PieceBytes, end - start));
                var read = RandomAccess.Read(from, piece, start);
                if (read == 0) throw new IOException($"{source} has become shorter.");
                RandomAccess.Write(to, piece[..read], start);
                start += read;
            }

        RandomAccess.SetLength(to, RandomAccess.GetLength(from));
    }

    /// <summary>What lies between its holes, from the first byte of each to the one after its last.</summary>
    public static IEnumerable<(long Start, long End)> Parts(SafeFileHandle file)
    {
        for (var start = Seek(file, 0, SeekData); start >= 0;)
        {
            var end = Seek(file, start, SeekHole);
            yield return (start, end);
            start = Seek(file, end, SeekData);
        }
    }

    /// <summary>Negative when there is no more.</summary>
    private static long Seek(SafeFileHandle file, long from, int whence) => LSeek(file, from, whence);

    /// <summary>What is really there of it: its share of the host's disk.</summary>
    public static long BytesOnDisk(string path)
    {
        const int blocksOffset = 48;
        var status = stackalloc byte[256];
        fixed (byte* name = OpenDirectory.NameOf(path))
            return NativeFiles.StatX(-100, name, 0x100, 0x7FF, status) == 0 ? *(long*)(status + blocksOffset) * 512 : 0;
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long LSeek(SafeFileHandle file, long offset, int whence);
}
