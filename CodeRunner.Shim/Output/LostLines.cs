namespace CodeRunner.Shim.Output;

/// <summary>Lines that found no room since the last one that did.</summary>
internal sealed class LostLines
{
    public long Lines { get; private set; }

    public long Bytes { get; private set; }

    public byte Stream { get; private set; } = 1;

    public long LastTime { get; private set; }

    public bool Any => Lines > 0;

    public void Count(byte stream, int lines, int bytes, long timeMicroseconds)
    {
        Lines += lines;
        Bytes += bytes;
        (Stream, LastTime) = (stream, timeMicroseconds);
    }

    public void CountAll(long lines, long bytes)
    {
        Lines += lines;
        Bytes += bytes;
    }

    public void Clear() => (Lines, Bytes) = (0, 0);
}
