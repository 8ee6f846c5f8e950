using System.Text.RegularExpressions;

namespace CodeRunner.Worker.Sources.Git;

/// <summary>A repository's URL and ref, checked so that git can take them for nothing else.</summary>
internal sealed partial record GitAddress(Uri Url, string Ref, bool Private)
{
    /// <summary>"name:port", as Sources:AllowedPrivateGitHosts spells it.</summary>
    public string Authority => $"{Url.IdnHost}:{Url.Port}";

    public static GitAddress Parse(string? url, string? reference, SourcesOptions options)
    {
        if (string.IsNullOrWhiteSpace(url) || url.Length > 2048 || url.Any(char.IsControl) || !Uri.TryCreate(url, UriKind.Absolute, out var parsed))
            throw Refused(url, "it is not an absolute URL");
        if (parsed.Scheme is not ("https" or "http") || parsed.Host.Length == 0)
            throw Refused(url, "only https is allowed");
        if (parsed.UserInfo.Length > 0)
            throw new SourceException("git_url_refused", "The git URL is refused: it has a user name or password, which would be seen in logs.");
        if (parsed.Fragment.Length > 0)
            throw Refused(url, "it has a fragment");
        var address = new GitAddress(parsed, CheckRef(reference), options.AllowedPrivateGitHosts.Contains($"{parsed.IdnHost}:{parsed.Port}"));
        return parsed.Scheme == "https" || address.Private ? address : throw Refused(url, "only https is allowed");
    }

    private static string CheckRef(string? reference)
    {
        if (string.IsNullOrEmpty(reference))
            return "HEAD";
        return RefPattern().IsMatch(reference) && !reference.Contains("..") && !reference.Contains("@{") && !reference.EndsWith(".lock", StringComparison.Ordinal)
            ? reference
            : throw new SourceException("git_ref_refused", $"{Quoted.Name(reference)} is not the name of a branch, a tag or a commit.");
    }

    private static SourceException Refused(string? url, string why) => new("git_url_refused", $"The git URL {Quoted.Name(url ?? "")} is refused: {why}.");

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._/+@#-]{0,199}\z")]
    private static partial Regex RefPattern();
}
