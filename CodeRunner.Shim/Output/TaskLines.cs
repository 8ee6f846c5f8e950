using System.Buffers;
using System.Text;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Output;

/// <summary>Numbers lines and hands them to the engine, which keeps them: it takes them as fast as its disk does, and bounds them itself.</summary>
internal sealed class TaskLines : IRecordWriter
{
    private const int EngineOutput = 1;
    private const int BatchBytes = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _batch = new(BatchBytes + SegmentFormat.MaxTextBytes);
    private long _seq;
    private long _bytes;

    public bool IsFull => false;

    public void Add(byte stream, ReadOnlySpan<byte> text, long timeMicroseconds)
    {
        TaskLine.Write(_batch, stream == 2 ? TaskLineKind.Stderr : TaskLineKind.Stdout, ++_seq, _bytes, text);
        _bytes += text.Length;
        if (_batch.WrittenCount >= BatchBytes) Flush();
    }

    /// <summary>Something of our own, at once.</summary>
    public void Say(TaskLineKind kind, long number, string text)
    {
        TaskLine.Write(_batch, kind, number, _bytes, Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" ")));
        Flush();
    }

    public void Drop(byte stream, int lines, int bytes, long timeMicroseconds) => (_seq, _bytes) = (_seq + lines, _bytes + bytes);

    public void Lose(long timeMicroseconds) => _seq++;

    public void TryMakeRoom(long timeMicroseconds)
    {
        // There always is some.
    }

    public void Flush()
    {
        Posix.Write(EngineOutput, _batch.WrittenSpan);
        _batch.ResetWrittenCount();
    }

    public void Complete(long timeMicroseconds) => Flush();
}
