using System.Text.RegularExpressions;
using CodeRunner.Api.Problems;

namespace CodeRunner.Api.Releases;

/// <summary>Which git URLs and refs are taken. What a host name leads to is checked by the Worker that clones.</summary>
internal static partial class GitSource
{
    private const int MostUrlLength = 2000;
    private const int MostRefLength = 200;

    public static Faults Check(string url, string? gitRef, IReadOnlyCollection<string> plainHosts) => new Faults()
        .Check(Complaint(url, plainHosts) is null, "gitUrl", Complaint(url, plainHosts) ?? "")
        .Check(string.IsNullOrEmpty(gitRef) || IsRef(gitRef), "gitRef", "It must be the name of a branch or a tag, or a commit's hash.");

    private static string? Complaint(string url, IReadOnlyCollection<string> plainHosts)
    {
        if (url.Length > MostUrlLength || url.Any(letter => letter is <= ' ' or >= (char)127) || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return "It must be an https:// address of a git repository.";
        if (uri.UserInfo.Length > 0)
            return "It must not hold a user name or password: they would be kept in clear text.";
        if (uri.Scheme == Uri.UriSchemeHttps)
            return null;
        return uri.Scheme == Uri.UriSchemeHttp && plainHosts.Contains($"{uri.IdnHost}:{uri.Port}", StringComparer.OrdinalIgnoreCase)
            ? null
            : "It must be an https:// address of a git repository.";
    }

    private static bool IsRef(string gitRef) => gitRef.Length <= MostRefLength && Ref().IsMatch(gitRef) && !gitRef.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._/@+\-]*\z")]
    private static partial Regex Ref();
}
