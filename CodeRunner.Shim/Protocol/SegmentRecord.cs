namespace CodeRunner.Shim.Protocol;

/// <summary>A record as it lies in a buffer. With <see cref="LostLines"/>, the seq is that of the last line lost.</summary>
internal readonly ref struct SegmentRecord
{
    public required long Seq { get; init; }

    public required long TimeMicroseconds { get; init; }

    public required byte Stream { get; init; }

    public required ReadOnlySpan<byte> Text { get; init; }

    public required long LostLines { get; init; }

    public required long LostBytes { get; init; }
}
