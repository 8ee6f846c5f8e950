namespace CodeRunner.Core.Releases;

/// <summary>
/// A piece of an archive, a zip or a tar.gz (told apart by its first bytes): one that was uploaded, or made of a template or of inline files; a git source has none.
/// Kept in the database so that any node can build it.
/// </summary>
public sealed class SourceChunk
{
    public Guid ReleaseId { get; init; }

    public int Ordinal { get; init; }

    public byte[] Bytes { get; init; } = [];
}
