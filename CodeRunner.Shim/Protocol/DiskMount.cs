namespace CodeRunner.Shim.Protocol;

/// <summary>
/// A file system in a file, mounted in a mount namespace of the shim's own: what is written there can't outgrow the file, and nothing is mounted any more when
/// the last process of that namespace has ended.
/// </summary>
internal sealed record DiskMount
{
    /// <summary>Where its files lie in it: beside what the file system keeps for itself.</summary>
    public const string Files = "files";

    /// <summary>The file that holds it.</summary>
    public required string Image { get; init; }

    /// <summary>An empty directory of the host's, over which it is mounted.</summary>
    public required string Directory { get; init; }

    /// <summary>A directory that is copied into it first, to belong to <see cref="Owner"/>; null for none.</summary>
    public string? Source { get; init; }

    public uint? Owner { get; init; }

    public int SourceMaxMb { get; init; }

    /// <summary>Whether it is to be used again: then it has to be whole when it was unmounted.</summary>
    public bool Kept { get; init; }
}
