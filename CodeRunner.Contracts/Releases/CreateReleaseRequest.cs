namespace CodeRunner.Contracts.Releases;

/// <summary>Exactly one of git URL, template, files and image; an archive is sent as multipart field `source` instead.</summary>
public sealed record CreateReleaseRequest(
    string? GitUrl = null,
    string? GitRef = null,
    string? Template = null,
    IReadOnlyDictionary<string, string>? Files = null,
    string? Image = null);
