using System.Buffers;
using System.Text;

namespace CodeRunner.Shim.Output;

internal static class Utf8Text
{
    /// <summary>How many of the bytes come before a character that is cut short at their end; all of them when none is, or nothing else is there.</summary>
    public static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length - 1); back++)
        {
            var tail = bytes[^back..];
            if ((tail[0] & 0xC0) == 0x80) continue;
            return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }

    /// <summary>
    /// Fills <paramref name="to"/> with text in which each invalid sequence, and each NUL, is U+FFFD: those who store the lines take neither. Answers how
    /// much was filled; <paramref name="consumed"/> is less than the length of <paramref name="from"/> when it did not all fit.
    /// </summary>
    public static int MakeValid(ReadOnlySpan<byte> from, Span<byte> to, out int consumed)
    {
        var written = 0;
        consumed = 0;
        while (consumed < from.Length && to.Length - written >= 4)
        {
            var status = Rune.DecodeFromUtf8(from[consumed..], out var rune, out var used);
            var shown = status == OperationStatus.Done && rune.Value != 0 ? rune : Rune.ReplacementChar;
            written += shown.EncodeToUtf8(to[written..]);
            consumed += used;
        }

        return written;
    }
}
