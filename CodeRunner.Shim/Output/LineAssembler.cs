using System.Text.Unicode;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Output;

/// <summary>
/// Makes lines of what one stream brings. A line longer than the format's bound goes out in pieces, and one without its end goes out when asked for:
/// what follows of it is a line of its own then. Secrets are masked before anything goes out, also where the end of a piece would cut one.
/// </summary>
public sealed class LineAssembler(byte stream, IRecordWriter writer, SecretMask? mask = null)
{
    private readonly byte[] _partial = new byte[SegmentFormat.MaxTextBytes];
    private readonly byte[] _valid = new byte[SegmentFormat.MaxTextBytes];
    private readonly byte[] _masked = new byte[mask is null ? 0 : SecretMask.RoomFor(SegmentFormat.MaxTextBytes)];
    private int _length;

    // So many bytes of what is kept are the end of a secret whose beginning went out, masked.
    private int _covered;
    private bool _continued;

    public bool HasPartial => _length > 0;

    public void Append(ReadOnlySpan<byte> bytes, long timeMicroseconds)
    {
        if (writer.IsFull) bytes = Drop(bytes, timeMicroseconds);
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                Keep(bytes, timeMicroseconds);
                return;
            }

            EndLine(bytes[..end], timeMicroseconds);
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Sends out a line that has no end yet, but for what has not come whole: a character, or what may be a secret.</summary>
    public void Flush(long timeMicroseconds, bool atEnd)
    {
        var kept = _partial.AsSpan(0, _length);
        var whole = atEnd ? _length : WholeBytes(kept);
        var covered = 0;
        if (whole > 0) Emit(kept[..whole], timeMicroseconds);
        else if (_length < _partial.Length) return;
        else EmitCovered(whole = mask!.CutWithin(kept, out covered), timeMicroseconds);
        kept[whole..].CopyTo(_partial);
        _length -= whole;
        (_covered, _continued) = (covered, true);
    }

    /// <summary>A whole buffer of secrets, each overlapping the next, has no place to be cut at.</summary>
    private void EmitCovered(int bytes, long timeMicroseconds)
    {
        _covered = bytes;
        Emit(_partial.AsSpan(0, bytes), timeMicroseconds);
    }

    /// <summary>
    /// All whole lines at once, while there is no room: an app that floods us has us spend next to nothing on each. What is left is the beginning of a line that may
    /// find room.
    /// </summary>
    private ReadOnlySpan<byte> Drop(ReadOnlySpan<byte> bytes, long timeMicroseconds)
    {
        var end = bytes.LastIndexOf((byte)'\n') + 1;
        if (end == 0) return bytes;
        var ends = bytes[..end].Count((byte)'\n');
        // The end of a line that went out already is none of its own.
        var lines = _continued && _length == 0 && bytes[0] == '\n' ? ends - 1 : ends;
        writer.Drop(stream, lines, _length + end - ends, timeMicroseconds);
        (_length, _covered, _continued) = (0, 0, false);
        return bytes[end..];
    }

    private void EndLine(ReadOnlySpan<byte> rest, long timeMicroseconds)
    {
        if (_length == 0 && rest.Length <= _partial.Length)
        {
            if (!rest.IsEmpty || !_continued) Emit(WithoutReturn(rest), timeMicroseconds);
        }
        else
        {
            Keep(rest, timeMicroseconds);
            if (_length > 0) Emit(WithoutReturn(_partial.AsSpan(0, _length)), timeMicroseconds);
        }

        (_length, _covered, _continued) = (0, 0, false);
    }

    private void Keep(ReadOnlySpan<byte> bytes, long timeMicroseconds)
    {
        while (!bytes.IsEmpty)
        {
            if (_length == _partial.Length) Flush(timeMicroseconds, atEnd: false);
            var taken = Math.Min(bytes.Length, _partial.Length - _length);
            bytes[..taken].CopyTo(_partial.AsSpan(_length));
            _length += taken;
            bytes = bytes[taken..];
        }
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;

    private int WholeBytes(ReadOnlySpan<byte> bytes)
    {
        var whole = Utf8Text.WholeCharacters(bytes);
        return mask is null ? whole : mask.CutBefore(bytes, whole, _covered);
    }

    private void Emit(ReadOnlySpan<byte> line, long timeMicroseconds)
    {
        if (mask is not null) line = mask.Apply(line, _masked, _covered);
        if (line.Length <= SegmentFormat.MaxTextBytes && Utf8.IsValid(line) && !line.Contains((byte)0))
        {
            writer.Add(stream, line, timeMicroseconds);
            return;
        }

        while (!line.IsEmpty)
        {
            var written = Utf8Text.MakeValid(line, _valid, out var consumed);
            writer.Add(stream, _valid.AsSpan(0, written), timeMicroseconds);
            line = line[consumed..];
        }
    }
}
