namespace CodeRunner.Worker.Sources.Archives;

/// <summary>The checksum that a zip keeps of each file; what reads zips does not compare it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table =
        [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (crc, _) => (crc >> 1) ^ (Polynomial & (0 - (crc & 1)))))];

    /// <summary>The checksum of everything so far, given that of what came before (0 at first).</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var value in bytes)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }
}
