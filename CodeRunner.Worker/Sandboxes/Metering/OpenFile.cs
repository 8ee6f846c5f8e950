using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>A file of the kernel's that is opened once and read often, into a buffer that all share.</summary>
internal sealed class OpenFile : IDisposable
{
    private const int MostBytes = 16 * 1024;

    [ThreadStatic]
    private static byte[]? buffer;

    private readonly SafeFileHandle handle;

    private OpenFile(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Null where there is none, or this user may not read it.</summary>
    public static OpenFile? TryOpen(string path)
    {
        try
        {
            // Nobody is kept from it: these files know no locks.
            return new OpenFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first of them that there is.</summary>
    public static OpenFile? TryOpen(string directory, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (TryOpen(Path.Combine(directory, name)) is { } file)
                return file;
        }
        return null;
    }

    /// <summary>What is in it now, until the next call on this thread. Throws <see cref="IOException"/> when what it tells of is gone.</summary>
    public ReadOnlySpan<byte> Read()
    {
        buffer ??= new byte[MostBytes];
        return buffer.AsSpan(0, RandomAccess.Read(handle, buffer, 0));
    }

    public long? ReadNumber() => Utf8Parser.TryParse(Read(), out long number, out _) ? number : null;

    /// <summary>The number in the line that begins with the name and a blank.</summary>
    public long? ReadLine(ReadOnlySpan<byte> name)
    {
        var text = Read();
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.Length > name.Length && line[name.Length] == ' ' && line.StartsWith(name))
                return Utf8Parser.TryParse(line[(name.Length + 1)..], out long number, out _) ? number : null;
            text = end < 0 ? default : text[(end + 1)..];
        }
        return null;
    }

    public void Dispose() => handle.Dispose();
}
