using System.Text;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Output;

/// <summary>Reads a sandbox's segment files from a seq on, as far as they go now, again and again.</summary>
internal sealed class SegmentReader(string directory, long afterSeq) : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private FileStream? _file;
    private long _fileFirst = -1;
    private int _start;
    private int _end;

    /// <summary>Whether the last read found no more.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The next records; none when all there is now was read.</summary>
    public List<OutputRecord> ReadNext()
    {
        var records = new List<OutputRecord>();
        while (records.Count == 0)
        {
            if (_file is null && !TryOpenNext()) break;
            if (TryTakeRecords(records)) continue;
            if (NextSegment() is not { } next) break;

            // A segment that has a successor grows no more; it may have until a moment ago.
            if (!TryTakeRecords(records)) TryOpen(next);
        }

        AtEnd = records.Count == 0;
        return records;
    }

    public void Dispose() => _file?.Dispose();

    private bool TryOpenNext() => NextSegment() is { } first && TryOpen(first);

    private bool TryOpen(long first)
    {
        try
        {
            var file = new FileStream(Path.Combine(directory, StateFiles.Segment(first)), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            _file?.Dispose();
            (_file, _fileFirst, _start, _end) = (file, first, 0, 0);
            return true;
        }
        catch (IOException)
        {
            // Acknowledged by another reader, and gone.
            return false;
        }
    }

    /// <summary>At first the last segment that may hold the seq, then always the one that follows.</summary>
    private long? NextSegment()
    {
        if (!Directory.Exists(directory)) return null;
        var firsts = Directory.EnumerateFiles(directory)
            .Select(path => StateFiles.TryParseSegment(Path.GetFileName(path.AsSpan()), out var first) ? first : -1)
            .Where(first => first > _fileFirst).Order().ToList();
        if (firsts.Count == 0) return null;
        var containing = _file is null ? firsts.FindLastIndex(first => first <= afterSeq + 1) : 0;
        return firsts[Math.Max(containing, 0)];
    }

    private int Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = _file!.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read;
    }

    private bool TryTakeRecords(List<OutputRecord> records)
    {
        if (Fill() == 0) return false;
        while (SegmentFormat.TryRead(_buffer.AsSpan(_start, _end - _start), out var record, out var length))
        {
            _start += length;
            if (record.Seq <= afterSeq) continue;
            var time = DateTimeOffset.UnixEpoch.AddMicroseconds(record.TimeMicroseconds);
            records.Add(new OutputRecord(record.Seq, time, (OutputStream)record.Stream, Encoding.UTF8.GetString(record.Text), record.LostLines, record.LostBytes));
        }

        return true;
    }
}
