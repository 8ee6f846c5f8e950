using System.Runtime.InteropServices;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

/// <summary>File calls relative to an open directory. Names are bytes that end with 0: what an app called its files need not be text.</summary>
internal static unsafe partial class NativeFiles
{
    private const string Name = "libc";

    [LibraryImport(Name, EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int directory, byte* name, int flags, uint mode);

    [LibraryImport(Name, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Name, EntryPoint = "dup", SetLastError = true)]
    public static partial int Dup(int descriptor);

    [LibraryImport(Name, EntryPoint = "fdopendir", SetLastError = true)]
    public static partial nint FdOpenDir(int descriptor);

    [LibraryImport(Name, EntryPoint = "readdir")]
    public static partial byte* ReadDir(nint stream);

    [LibraryImport(Name, EntryPoint = "closedir")]
    public static partial int CloseDir(nint stream);

    [LibraryImport(Name, EntryPoint = "statx", SetLastError = true)]
    public static partial int StatX(int directory, byte* name, int flags, uint mask, byte* result);

    [LibraryImport(Name, EntryPoint = "fchownat", SetLastError = true)]
    public static partial int FChownAt(int directory, byte* name, uint uid, uint gid, int flags);

    [LibraryImport(Name, EntryPoint = "fchmodat", SetLastError = true)]
    public static partial int FChModAt(int directory, byte* name, uint mode, int flags);

    [LibraryImport(Name, EntryPoint = "fchmod", SetLastError = true)]
    public static partial int FChMod(int descriptor, uint mode);

    [LibraryImport(Name, EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(int directory, byte* name, int flags);

    [LibraryImport(Name, EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(int oldDirectory, byte* oldName, int newDirectory, byte* newName);

    [LibraryImport(Name, EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MkDirAt(int directory, byte* name, uint mode);

    [LibraryImport(Name, EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(int directory, byte* name, byte* buffer, nuint size);

    [LibraryImport(Name, EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymLinkAt(byte* target, int directory, byte* name);

    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoCtl(int descriptor, nuint request, nint argument);

    [LibraryImport(Name, EntryPoint = "copy_file_range", SetLastError = true)]
    public static partial nint CopyFileRange(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "futimens", SetLastError = true)]
    public static partial int FUTimeNs(int descriptor, long* times);
}
