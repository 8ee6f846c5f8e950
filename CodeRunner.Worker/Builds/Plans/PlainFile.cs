using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Worker.Builds.Plans;

/// <summary>Reads a file that a stranger may have put there: not through a link, and without waiting for a pipe's other end.</summary>
internal static unsafe class PlainFile
{
    private const int CurrentDirectory = -100;
    private const int NonBlock = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int EmptyPath = 0x1000;
    private const ushort KindMask = 0xF000;
    private const ushort RegularFile = 0x8000;

    /// <summary>Null when it is no regular file, can't be opened, or is larger.</summary>
    public static string? TryReadText(string path, long maxBytes)
    {
        if (OperatingSystem.IsWindows())
            return File.ReadAllText(path);
        using var file = Open(path);
        if (file.IsInvalid || !IsRegular(file) || RandomAccess.GetLength(file) > maxBytes)
            return null;
        using var reader = new StreamReader(new FileStream(file, FileAccess.Read));
        var buffer = new char[maxBytes];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }

    private static SafeFileHandle Open(string path)
    {
        fixed (byte* name = OpenDirectory.NameOf(path))
            return new SafeFileHandle(NativeFiles.OpenAt(CurrentDirectory, name, OpenDirectory.NoFollow | NonBlock | CloseOnExec, 0), ownsHandle: true);
    }

    private static bool IsRegular(SafeFileHandle file)
    {
        const int modeOffset = 28;
        var status = stackalloc byte[256];
        byte nothing = 0;
        return NativeFiles.StatX((int)file.DangerousGetHandle(), &nothing, EmptyPath, 0x7FF, status) == 0 && (*(ushort*)(status + modeOffset) & KindMask) == RegularFile;
    }
}
