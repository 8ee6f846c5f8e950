using System.Text.Json;
using System.Text.RegularExpressions;
using Docker.DotNet;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>What a container engine says, as people may read it who are not to know its machine.</summary>
internal static partial class EngineWords
{
    private const int MostCharacters = 1000;
    private const string LeftOut = "…";

    /// <summary>What the engine itself says, without HTTP around it.</summary>
    public static string Of(DockerApiException refused)
    {
        try
        {
            using var body = JsonDocument.Parse(refused.ResponseBody ?? "");
            return body.RootElement.TryGetProperty("message", out var message) && message.GetString() is { } words ? words : refused.Message;
        }
        catch (JsonException)
        {
            return refused.Message;
        }
    }

    /// <summary>Without paths, addresses and logins; what the reader has named (an image, with its registry) stays, and so does what went wrong.</summary>
    public static string ForPeople(string words, string? named = null, params IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.Length > 0)) words = words.Replace(secret, LeftOut, StringComparison.Ordinal);
        if (words.Length > MostCharacters) words = words[..MostCharacters] + LeftOut;
        return Private().Replace(words, found => IsNamed(found, named) ? found.Value.Split('?')[0] : LeftOut);
    }

    private static bool IsNamed(Match found, string? named)
    {
        if (named is null) return false;
        var place = found.Groups["place"] is { Success: true, Value: var host } ? host : found.Value;
        return named == place || named.StartsWith(place + "/", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A URL, a path (of an abstract socket too), an IPv6 address in brackets or with at least two colons, an IPv4 address; each with its port.</summary>
    [GeneratedRegex(
        """[a-z][a-z0-9+.-]{0,20}://(?<place>[^\s"'/?<>]*)[^\s"'<>]*|(?<=["'])/[^"']*|(?<![\w./-])@?/[^\s"',;:)\]]+|\[[0-9a-f:.]*:[0-9a-f:.%]*\](:\d+)?|(?<![\w:.])([0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])|(?<![\w.])\d{1,3}(\.\d{1,3}){3}(:\d+)?(?![\w.])""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Private();
}
