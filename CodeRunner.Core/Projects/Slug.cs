using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CodeRunner.Core.Projects;

/// <summary>Names as they stand in host names and addresses: [a-z0-9-], beginning and ending with a letter or digit.</summary>
public static partial class Slug
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int SuffixLength = 5;

    /// <summary>Host names that people would take for the platform's own.</summary>
    private static readonly HashSet<string> Reserved =
    [
        "admin", "alive", "api", "app", "apps", "assets", "auth", "coderunner", "console", "dashboard", "docs", "health", "hubs", "ingress", "localhost", "login",
        "mail", "metrics", "ns", "openapi", "platform", "register", "root", "security", "smtp", "static", "status", "support", "system", "web", "www",
    ];

    /// <summary>The slug of a name, at most <paramref name="length"/> characters; "app-xxxx" of a name without any letter that fits.</summary>
    public static string From(string name, int length)
    {
        var slug = Cut(Others().Replace(name.ToLowerInvariant(), "-").Trim('-'), length);
        return slug.Length == 0 ? WithSuffix("app", length) : Reserved.Contains(slug) ? WithSuffix(slug, length) : slug;
    }

    /// <summary>The slug with four random characters, for when it is taken.</summary>
    public static string WithSuffix(string slug, int length) =>
        $"{Cut(slug, length - SuffixLength)}-{RandomNumberGenerator.GetString(Letters, SuffixLength - 1)}";

    private static string Cut(string slug, int length) => slug[..Math.Min(slug.Length, length)].TrimEnd('-');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Others();
}
