using System.Text;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Pure: makes records of a task's lines, each once and none without account.</summary>
internal sealed class OutputSequence(long afterSeq)
{
    private long? _bytes = afterSeq == 0 ? 0 : null;

    public long Last { get; private set; } = afterSeq;

    /// <summary>Where to look for the line after the last one; null before the first.</summary>
    public EngineTime? Since { get; private set; }

    /// <summary>Its first process has said how the app ended: nothing comes after that.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether lines are missing before this one.</summary>
    public bool HasHole(TaskEntry entry) => IsOutput(entry) && entry.Line.Number > Last + 1;

    /// <summary>Nothing, the line's record, or that of the lines lost before it and the line's.</summary>
    public IEnumerable<OutputRecord> Take(TaskEntry entry)
    {
        if (entry.Line.Kind == TaskLineKind.Ended) Ended = true;
        if (!IsOutput(entry) || entry.Line.Number < Last) yield break;
        var (line, known, last) = (entry.Line, _bytes, Last);
        (_bytes, Since, Last) = (line.BytesBefore + Encoding.UTF8.GetByteCount(line.Text), entry.Time, line.Number);
        if (line.Number == last) yield break;
        var stream = line.Kind == TaskLineKind.Stderr ? OutputStream.Stderr : OutputStream.Stdout;
        if (line.Number > last + 1)
            yield return new OutputRecord(line.Number - 1, entry.Time.Value, stream, "", line.Number - 1 - last, known is { } before ? line.BytesBefore - before : 0);
        yield return new OutputRecord(line.Number, entry.Time.Value, stream, line.Text);
    }

    private static bool IsOutput(TaskEntry entry) => entry.Line.Kind is TaskLineKind.Stdout or TaskLineKind.Stderr;
}
