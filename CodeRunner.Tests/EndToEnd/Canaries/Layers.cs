using System.IO.Compression;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>Opens what bytes may be packed in: hex as a dump prints binary columns, log records as they are stored and published, gzip.</summary>
internal static class Layers
{
    private const int LeastDigits = 2 * 16;

    /// <summary>The bytes themselves, and all that is in them.</summary>
    public static IEnumerable<byte[]> Of(byte[] bytes) => [bytes, .. Unpacked(bytes), .. HexRuns(bytes).SelectMany(run => (byte[][])[run, .. Unpacked(run)])];

    private static IEnumerable<byte[]> Unpacked(byte[] bytes) =>
        new[] { TryOpen(() => LogPacking.OpenJson(bytes)), TryOpen(() => LogPacking.OpenJson(LogBatch.FromMessage(bytes).Packed)), TryOpen(() => GUnzip(bytes)) }.OfType<byte[]>();

    private static GZipStream GUnzip(byte[] bytes) => bytes is [0x1f, 0x8b, ..] ? new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress) : throw new InvalidDataException();

    private static byte[]? TryOpen(Func<Stream> open)
    {
        try
        {
            using var packed = open();
            using var all = new MemoryStream();
            packed.CopyTo(all);
            return all.ToArray();
        }
        catch (InvalidDataException)
        {
            return null; // it is something else
        }
    }

    /// <summary>Where they begin with what does not belong to them, every second one is read from the wrong digit: so they are read from both.</summary>
    private static IEnumerable<byte[]> HexRuns(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            var from = at;
            while (at < bytes.Length && char.IsAsciiHexDigit((char)bytes[at]))
                at++;
            if (at - from < LeastDigits)
                continue;
            yield return Decode(bytes.AsSpan(from..at));
            if (from == 0 || bytes[from - 1] != 'x')
                yield return Decode(bytes.AsSpan((from + 1)..at));
        }
    }

    private static byte[] Decode(ReadOnlySpan<byte> digits)
    {
        var decoded = new byte[digits.Length / 2];
        Convert.FromHexString(digits[..(decoded.Length * 2)], decoded, out _, out _);
        return decoded;
    }
}
