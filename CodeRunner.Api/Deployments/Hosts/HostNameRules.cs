using System.Globalization;

namespace CodeRunner.Api.Deployments.Hosts;

/// <summary>Which names a deployment may have: full DNS names that are not the platform's.</summary>
internal static class HostNameRules
{
    private const int MostLength = 253;
    private const int MostLabelLength = 63;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Returns the name as requests have it (lower case, ASCII, no dot at its end), or why not.</summary>
    public static (string? Host, string? Fault) Read(string text, IngressOptions options)
    {
        if (text.Length > MostLength || ToAscii(text.Trim()) is not { } host || !IsName(host))
            return (null, "It must be a full host name, as shop.example.org: letters, digits and hyphens between dots, without a port or a path.");
        if (char.IsAsciiDigit(host[^1]))
            return (null, "It must be a name and not an address.");
        string[] own = [options.Domain, "localhost", .. options.ReservedHosts];
        return Array.Exists(own, name => IsBelow(host, name.Trim('.')))
            ? (null, $"It must not be {options.Domain} or end with .{options.Domain}, or be another name of the platform: those lead to what the platform says.")
            : (host, null);
    }

    private static string? ToAscii(string text)
    {
        try
        {
            return text.Length == 0 ? null : Idn.GetAscii(text.EndsWith('.') ? text[..^1] : text).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsName(string host) =>
        host.Length <= MostLength && host.Split('.') is { Length: >= 2 } labels && Array.TrueForAll(labels, IsLabel);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MostLabelLength && label[0] != '-' && label[^1] != '-' && label.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    private static bool IsBelow(string host, string name) =>
        host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
}
