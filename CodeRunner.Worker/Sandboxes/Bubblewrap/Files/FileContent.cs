namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

/// <summary>Copies one regular file by descriptor: shared blocks where the file system can, else within the kernel, else by hand.</summary>
internal static unsafe class FileContent
{
    private const int ReadOnly = 0;
    private const int WriteNew = 0x1 | 0x40 | 0x80;
    private const int NonBlock = 0x800;
    private const int CloseOnExec = 0x80000;
    private const nuint Clone = 0x40049409;
    private const int PieceBytes = 64 * 1024;

    public static void Copy(OpenDirectory from, OpenDirectory to, byte[] name, EntryStatus status)
    {
        var source = Open(from, name, ReadOnly | NonBlock, 0);
        try
        {
            var target = Open(to, name, WriteNew, 0x180);
            try
            {
                if (status.Size > 0 && NativeFiles.IoCtl(target, Clone, source) != 0) CopyBytes(source, target, status.Size);
                SetMode(target, status.Mode);
                SetTime(target, status);
            }
            finally
            {
                _ = NativeFiles.Close(target);
            }
        }
        finally
        {
            _ = NativeFiles.Close(source);
        }
    }

    public static void SetMode(int descriptor, uint mode)
    {
        if (NativeFiles.FChMod(descriptor, mode) != 0) throw NativeError.Last("set a file's mode");
    }

    /// <summary>Kept, since tools such as Python compare times to know what is up to date.</summary>
    public static void SetTime(int descriptor, EntryStatus status)
    {
        var times = stackalloc long[] { status.ModifiedSeconds, status.ModifiedNanoseconds, status.ModifiedSeconds, status.ModifiedNanoseconds };
        _ = NativeFiles.FUTimeNs(descriptor, times);
    }

    private static int Open(OpenDirectory directory, byte[] name, int flags, uint mode)
    {
        fixed (byte* pointer = name)
        {
            var descriptor = NativeFiles.OpenAt(directory.Descriptor, pointer, flags | OpenDirectory.NoFollow | CloseOnExec, mode);
            return descriptor >= 0 ? descriptor : throw NativeError.Last("open a file");
        }
    }

    /// <summary>No more than the size that was charged for, should the file be growing.</summary>
    private static void CopyBytes(int source, int target, long size)
    {
        while (size > 0)
        {
            var copied = NativeFiles.CopyFileRange(source, null, target, null, (nuint)Math.Min(size, 1 << 30), 0);
            if (copied == 0) return;
            if (copied < 0)
            {
                CopyByHand(source, target, size);
                return;
            }

            size -= copied;
        }
    }

    private static void CopyByHand(int source, int target, long size)
    {
        var buffer = stackalloc byte[PieceBytes];
        while (size > 0)
        {
            var read = NativeFiles.Read(source, buffer, (nuint)Math.Min(size, PieceBytes));
            if (read == 0) return;
            if (read < 0 || NativeFiles.Write(target, buffer, (nuint)read) != read) throw NativeError.Last("copy a file");
            size -= read;
        }
    }
}
