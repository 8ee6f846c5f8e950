using System.Runtime.InteropServices;
using System.Text;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

/// <summary>
/// A directory by its descriptor. What an app planted in a tree (links above all) leads nowhere from here: each step down opens one entry that is itself a
/// directory, and is refused otherwise.
/// </summary>
internal sealed unsafe class OpenDirectory : IDisposable
{
    private const int CurrentDirectory = -100;
    private const int CloseOnExec = 0x80000;
    private const int PathOnly = 0x200000;
    private const int NoFollowStatus = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7FF;
    private const int StatusBytes = 256;
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int DirectoryNoFollow = IsArm ? 0xC000 : 0x30000;
    private static readonly byte[] Empty = [0];

    private int _descriptor;

    private OpenDirectory(int descriptor) => _descriptor = descriptor;

    public int Descriptor => _descriptor;

    public static int NoFollow => IsArm ? 0x8000 : 0x20000;

    /// <summary>The path itself is ours and trusted up to its last name, which must not be a link.</summary>
    public static OpenDirectory Open(string path) => Open(CurrentDirectory, NameOf(path)) ?? throw NativeError.Last($"open {path}");

    /// <summary>Null when it is gone, is no directory, or may not be entered.</summary>
    public OpenDirectory? TryOpenChild(byte[] name) => Open(Descriptor, name);

    /// <summary>As <see cref="TryOpenChild"/>, for one that may not be entered: it can be looked at and nothing else.</summary>
    public OpenDirectory? TryOpenPlace(byte[] name) => Open(Descriptor, name, PathOnly);

    public static byte[] NameOf(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>A path that names one of its entries by this descriptor, while it is open: a socket's may have no more than 107 bytes.</summary>
    public string PathOf(string name) => $"/proc/self/fd/{Descriptor}/{name}";

    public EntryStatus Status() => TryStatus(Empty, EmptyPath) ?? throw NativeError.Last("statx");

    public EntryStatus? TryStatus(byte[] name) => TryStatus(name, NoFollowStatus);

    /// <summary>All names but . and .., in no order.</summary>
    public IEnumerable<byte[]> Names()
    {
        var stream = OpenStream();
        try
        {
            while (NextName(stream) is { } name)
                if (name is not [(byte)'.', 0] and not [(byte)'.', (byte)'.', 0])
                    yield return name;
        }
        finally
        {
            _ = NativeFiles.CloseDir(stream);
        }
    }

    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0) _ = NativeFiles.Close(descriptor);
    }

    private static OpenDirectory? Open(int parent, byte[] name, int flags = 0)
    {
        fixed (byte* pointer = name)
        {
            var descriptor = NativeFiles.OpenAt(parent, pointer, DirectoryNoFollow | CloseOnExec | flags, 0);
            return descriptor < 0 ? null : new OpenDirectory(descriptor);
        }
    }

    private nint OpenStream()
    {
        // A stream of its own, from the start: closing one closes its descriptor.
        using var again = TryOpenChild([(byte)'.', 0]) ?? throw NativeError.Last("open a directory");
        var descriptor = NativeFiles.Dup(again.Descriptor);
        var stream = NativeFiles.FdOpenDir(descriptor);
        if (stream != 0) return stream;
        var error = NativeError.Last("read a directory");
        if (descriptor >= 0) _ = NativeFiles.Close(descriptor);
        throw error;
    }

    private static byte[]? NextName(nint stream)
    {
        const int nameOffset = 19;
        var entry = NativeFiles.ReadDir(stream);
        return entry == null ? null : [.. MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + nameOffset), 0];
    }

    private EntryStatus? TryStatus(byte[] name, int flags)
    {
        var buffer = stackalloc byte[StatusBytes];
        fixed (byte* pointer = name)
            if (NativeFiles.StatX(Descriptor, pointer, flags, BasicStatus, buffer) != 0)
                return null;
        var mode = *(ushort*)(buffer + 28);
        var kind = (mode & 0xF000) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Directory,
            0xA000 => EntryKind.Link,
            _ => EntryKind.Other,
        };
        return new EntryStatus(kind, mode & 0x1FFu, *(uint*)(buffer + 20), *(uint*)(buffer + 16), *(long*)(buffer + 40), *(long*)(buffer + 112), *(uint*)(buffer + 120));
    }
}
