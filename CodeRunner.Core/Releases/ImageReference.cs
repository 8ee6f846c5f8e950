using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace CodeRunner.Core.Releases;

/// <summary>
/// An image's name, taken apart as engines do: nginx is docker.io/library/nginx. <see cref="Repository"/> is the whole of it without tag and digest.
/// </summary>
public sealed partial record ImageReference(string Registry, string Repository, string? Tag, string? Digest)
{
    public const int MostLength = 400;
    private const string Docker = "docker.io";

    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        if (text.Length > MostLength || Form().Match(text) is not { Success: true } match) return false;
        var name = match.Groups["name"].Value;
        var first = name.Split('/')[0];
        var hasRegistry = name.Contains('/') && (first.Contains('.') || first.Contains(':') || first == "localhost");
        var registry = hasRegistry ? first : Docker;
        var path = hasRegistry ? name[(first.Length + 1)..] : name;
        if (path != path.ToLowerInvariant() || path.Contains(':')) return false;
        if (registry == Docker && !path.Contains('/')) path = $"library/{path}";
        reference = new ImageReference(registry, $"{registry}/{path}", Value(match, "tag"), Value(match, "digest"));
        return true;
    }

    private static string? Value(Match match, string group) => match.Groups[group] is { Success: true, Value: var value } ? value : null;

    [GeneratedRegex(@"^(?<name>[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5}(?=/))?(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
