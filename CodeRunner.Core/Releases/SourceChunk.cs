namespace CodeRunner.Core.Releases;

/// <summary>A piece of the source as it was handed over: the archive, or the inline files as JSON. Kept in the database so that any node can build it.</summary>
public sealed class SourceChunk
{
    public Guid ReleaseId { get; init; }

    public int Ordinal { get; init; }

    public byte[] Bytes { get; init; } = [];
}
