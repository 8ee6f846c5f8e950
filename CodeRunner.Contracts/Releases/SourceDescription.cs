namespace CodeRunner.Contracts.Releases;

/// <summary>Where a release came from. <see cref="Name"/>: the archive's file name, the git URL, the template's id or the image's name;
/// <see cref="Ref"/>: the git branch, tag or commit, or the digest that the image's name stood for when it was pulled.</summary>
public sealed record SourceDescription(SourceKind Kind, string? Name, string? Ref = null, long? Bytes = null);
