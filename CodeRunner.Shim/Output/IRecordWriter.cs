namespace CodeRunner.Shim.Output;

/// <summary>Where lines go: numbered there in the order in which they come.</summary>
public interface IRecordWriter
{
    /// <summary>There is no room now: lines are dropped, and counted.</summary>
    bool IsFull { get; }

    void Add(byte stream, ReadOnlySpan<byte> text, long timeMicroseconds);

    /// <summary>Counts lines for which there was no room; only while <see cref="IsFull"/>.</summary>
    void Drop(byte stream, int lines, int bytes, long timeMicroseconds);

    /// <summary>Counts a line that never came here.</summary>
    void Lose(long timeMicroseconds);

    void TryMakeRoom(long timeMicroseconds);

    void Flush();

    /// <summary>The end: nothing comes after it.</summary>
    void Complete(long timeMicroseconds);
}
