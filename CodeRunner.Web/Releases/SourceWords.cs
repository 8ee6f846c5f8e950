using CodeRunner.Contracts.Releases;

namespace CodeRunner.Web.Releases;

/// <summary>Where a release came from, in a line.</summary>
public static class SourceWords
{
    private const int ShortHash = 10;

    public static string Of(SourceDescription source) => source.Kind switch
    {
        SourceKind.Git => $"git {Short(source.Name)}{(source.Ref is { Length: > 0 } reference ? $" @ {Commit(reference)}" : "")}",
        SourceKind.Template => T("template {0}", source.Name),
        SourceKind.Files => T("files typed in"),
        SourceKind.Image => T("image {0}", $"{source.Name}{(source.Ref is { Length: > 0 } digest ? $" @ {Digest(digest)}" : "")}"),
        _ => source.Name ?? T("archive"),
    };

    private static string Short(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host + uri.AbsolutePath : url ?? "";

    private static string Digest(string digest) => digest[..Math.Min(digest.Length, "sha256:".Length + ShortHash)];

    private static string Commit(string reference) =>
        reference.Length == 40 && reference.All(char.IsAsciiHexDigit) ? reference[..ShortHash] : reference;
}
