using System.Buffers;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Output;

/// <summary>
/// Numbers lines and writes them in batches to segment files. Whole segments go when they are acknowledged; while there is no room, lines are
/// dropped and counted, so that the app never waits for a reader.
/// </summary>
public sealed class SegmentWriter(int stateDirectory, int outputDirectory, int segmentBytes, long maxBytes) : IRecordWriter
{
    private const int BatchBytes = 256 * 1024;
    private const int AcknowledgedBytes = sizeof(long);
    private readonly ArrayBufferWriter<byte> _batch = new(BatchBytes + SegmentFormat.MaxTextBytes);
    private readonly Queue<Segment> _closed = new();
    private readonly LostLines _lost = new();
    private Segment? _current;
    private int _file = -1;
    private long _closedBytes;
    private long _seq;
    private long _batchLines;

    private readonly record struct Segment(long FirstSeq, long LastSeq, long Bytes);

    /// <summary>While true, <see cref="TryMakeRoom"/> wants to be called from time to time.</summary>
    public bool IsFull => _lost.Any;

    public void Add(byte stream, ReadOnlySpan<byte> text, long timeMicroseconds)
    {
        _seq++;
        if (!_lost.Any && !HasRoom(text.Length))
        {
            _seq--;
            Flush();
            TryMakeRoom(timeMicroseconds);
            _seq++;
        }

        if (_lost.Any || !HasRoom(text.Length))
        {
            _lost.Count(stream, 1, text.Length, timeMicroseconds);
            return;
        }

        SegmentFormat.WriteLine(_batch, _seq, timeMicroseconds, stream, text);
        _batchLines++;
        if (_batch.WrittenCount >= Math.Min(BatchBytes, segmentBytes)) Flush();
    }

    /// <summary>Counts lines for which there was no room; only while <see cref="IsFull"/>.</summary>
    public void Drop(byte stream, int lines, int bytes, long timeMicroseconds)
    {
        _seq += lines;
        _lost.Count(stream, lines, bytes, timeMicroseconds);
    }

    /// <summary>Counts a line that never came here.</summary>
    public void Lose(long timeMicroseconds)
    {
        Flush();
        _seq++;
        _lost.Count(1, 1, 0, timeMicroseconds);
        TryMakeRoom(timeMicroseconds);
    }

    /// <summary>Frees what was acknowledged; where that gives room, says what was lost and goes on.</summary>
    public void TryMakeRoom(long timeMicroseconds)
    {
        FreeAcknowledged();
        if (HasRoom(SegmentFormat.LostPayloadBytes)) WriteLost(timeMicroseconds);
    }

    public void Flush()
    {
        if (_batch.WrittenCount == 0) return;
        if (_current is { Bytes: > 0 } full && full.Bytes + _batch.WrittenCount > segmentBytes) Close();
        if (!TryWriteBatch()) _lost.CountAll(_batchLines, _batch.WrittenCount);
        _batch.ResetWrittenCount();
        _batchLines = 0;
    }

    /// <summary>The end: what was lost is said even where no room is left.</summary>
    public void Complete(long timeMicroseconds)
    {
        Flush();
        WriteLost(timeMicroseconds);
        Flush();
    }

    private bool HasRoom(int textBytes) =>
        _closedBytes + (_current?.Bytes ?? 0) + _batch.WrittenCount + textBytes + SegmentFormat.HeaderBytes <= maxBytes;

    private void WriteLost(long timeMicroseconds)
    {
        if (!_lost.Any) return;
        SegmentFormat.WriteLost(_batch, _seq, Math.Max(timeMicroseconds, _lost.LastTime), _lost.Stream, _lost.Lines, _lost.Bytes);
        _batchLines = _lost.Lines;
        _lost.Clear();
        Flush();
    }

    private bool TryWriteBatch()
    {
        if (_current is null && !TryOpen()) return false;
        var segment = _current!.Value;
        var bytes = _batch.WrittenCount;
        if (Posix.Write(_file, _batch.WrittenSpan) == bytes)
        {
            _current = segment with { LastSeq = _seq, Bytes = segment.Bytes + bytes };
            return true;
        }

        // Such as a full disk. What was written of the batch is taken back, so that no record is cut in its middle.
        _ = Libc.FTruncate(_file, segment.Bytes);
        _ = Libc.LSeek(_file, segment.Bytes, 0);
        return false;
    }

    private bool TryOpen()
    {
        // Named for the first seq that no earlier segment holds, even if lines were lost since.
        var first = _seq - _batchLines + 1;
        const int flags = Posix.WriteOnly | Posix.Create | Posix.Truncate | Posix.CloseOnExec;
        _file = Libc.OpenAt(outputDirectory, StateFiles.Segment(first), flags | Posix.NoFollow, 0x180);
        if (_file >= 0) _current = new Segment(first, first - 1, 0);
        return _file >= 0;
    }

    private void Close()
    {
        Retire();
        FreeAcknowledged();
    }

    private void Retire()
    {
        if (_current is not { } segment) return;
        Libc.Close(_file);
        _closed.Enqueue(segment);
        _closedBytes += segment.Bytes;
        _current = null;
    }

    private void FreeAcknowledged()
    {
        var acknowledged = ReadAcknowledged();
        if (!HasRoom(SegmentFormat.MaxTextBytes) && _current is { Bytes: > 0 } current && current.LastSeq <= acknowledged) Retire();
        while (_closed.TryPeek(out var oldest) && oldest.LastSeq <= acknowledged)
        {
            _closed.Dequeue();
            _closedBytes -= oldest.Bytes;
            _ = Libc.UnlinkAt(outputDirectory, StateFiles.Segment(oldest.FirstSeq), 0);
        }
    }

    private long ReadAcknowledged() =>
        Posix.TryReadFile(stateDirectory, StateFiles.Acknowledged) is { Length: >= AcknowledgedBytes } bytes ? BitConverter.ToInt64(bytes) : 0;
}
