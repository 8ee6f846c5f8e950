using System.Buffers.Binary;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Whether a program needs nothing of the file system that it runs in: an ELF file without an interpreter.</summary>
internal static class StaticProgram
{
    private const int HeaderBytes = 64;
    private const uint Interpreter = 3;

    public static bool Is(string path)
    {
        if (!File.Exists(path)) return false;
        using var file = File.OpenRead(path);
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.AsSpan().StartsWith("\u007fELF"u8) || header[4] != 2) return false;
        var (offset, size, count) = (BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32)), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54)), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56)));
        var segment = new byte[sizeof(uint)];
        for (var i = 0; i < count; i++)
        {
            file.Position = offset + (i * size);
            if (file.ReadAtLeast(segment, segment.Length, throwOnEndOfStream: false) < segment.Length) return false;
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) == Interpreter) return false;
        }

        return count > 0;
    }
}
