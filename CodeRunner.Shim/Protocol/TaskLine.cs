using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CodeRunner.Shim.Protocol;

internal enum TaskLineKind : byte
{
    Stdout = (byte)'o',
    Stderr = (byte)'e',
    Started = (byte)'s',
    NotRun = (byte)'n',
    Ended = (byte)'x',
}

/// <summary>
/// A line as the first process of a task says it to the engine, which keeps it: the kind, a number, the bytes of all lines before it, and the text. For lines of the app's the
/// number is its place among them from 1, so that whoever reads them later sees what is missing; for the end it is the exit code.
/// </summary>
internal readonly record struct TaskLine(TaskLineKind Kind, long Number, long BytesBefore, string Text)
{
    public const string OutOfMemory = "memory";
    public const string OverDisk = "disk";
    private const int MostDigits = 20;

    public static void Write(IBufferWriter<byte> to, TaskLineKind kind, long number, long bytesBefore, ReadOnlySpan<byte> text)
    {
        var span = to.GetSpan((2 * MostDigits) + 4 + text.Length);
        span[0] = (byte)kind;
        var at = 1;
        foreach (var value in (ReadOnlySpan<long>)[number, bytesBefore])
        {
            _ = Utf8Formatter.TryFormat(value, span[at..], out var digits);
            at += digits;
            span[at++] = (byte)' ';
        }

        text.CopyTo(span[at..]);
        at += text.Length;
        span[at++] = (byte)'\n';
        to.Advance(at);
    }

    /// <summary>False when it is none: another program than ours was the first.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out TaskLine parsed)
    {
        parsed = default;
        if (line.IsEmpty || !Enum.IsDefined((TaskLineKind)line[0])) return false;
        var rest = line[1..];
        if (!TryNumber(ref rest, out var number) || !TryNumber(ref rest, out var bytes)) return false;
        parsed = new TaskLine((TaskLineKind)line[0], number, bytes, Encoding.UTF8.GetString(rest));
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> from, out long number)
    {
        if (!Utf8Parser.TryParse(from, out number, out var used) || used >= from.Length || from[used] != (byte)' ') return false;
        from = from[(used + 1)..];
        return true;
    }
}
