using System.Buffers.Binary;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

/// <summary>What an ext4 file system says of itself.</summary>
internal static class Superblock
{
    private const int Offset = 1024;
    private const int Bytes = 1024;
    private const int MagicOffset = 0x38;
    private const int StateOffset = 0x3A;
    private const int ErrorCountOffset = 0x194;
    private const ushort Magic = 0xEF53;
    private const ushort Clean = 1;

    public static bool IsWithoutErrors(int device)
    {
        var block = new byte[Bytes];
        return Libc.LSeek(device, Offset, 0) == Offset && Posix.Read(device, block) == Bytes && IsWithoutErrors(block);
    }

    /// <summary>Unmounted in order, and no error was ever found in it.</summary>
    internal static bool IsWithoutErrors(ReadOnlySpan<byte> block) =>
        BinaryPrimitives.ReadUInt16LittleEndian(block[MagicOffset..]) == Magic
        && BinaryPrimitives.ReadUInt16LittleEndian(block[StateOffset..]) == Clean
        && BinaryPrimitives.ReadUInt32LittleEndian(block[ErrorCountOffset..]) == 0;
}
