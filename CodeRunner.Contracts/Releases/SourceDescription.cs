namespace CodeRunner.Contracts.Releases;

/// <summary>Where a release came from. <see cref="Name"/>: the archive's file name, the git URL, the template's id or the image's name.</summary>
public sealed record SourceDescription(SourceKind Kind, string? Name, string? Ref = null, long? Bytes = null);
