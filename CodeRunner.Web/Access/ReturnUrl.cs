namespace CodeRunner.Web.Access;

/// <summary>Where to go after signing in: a path of this site, never another's.</summary>
public static class ReturnUrl
{
    private const string Home = "/";
    private static readonly string[] NotPages = ["/login", "/register", "/reset-password", "/logout", "/api", "/hubs", "/_blazor"];

    /// <summary><paramref name="url"/> when it is a path of this site that a person can be at; else the home page.</summary>
    public static string Safe(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Length > 2000 || url[0] != '/' || url.Any(IsTricky))
            return Home;
        if (url.StartsWith("//", StringComparison.Ordinal) || Uri.UnescapeDataString(url).StartsWith("//", StringComparison.Ordinal))
            return Home;
        return NotPages.Any(page => IsAt(url, page)) ? Home : url;
    }

    // Browsers read a backslash as a slash and drop tabs and line ends, so "/\host" and "/\t/host" lead elsewhere.
    private static bool IsTricky(char character) => character == '\\' || char.IsControl(character);

    private static bool IsAt(string url, string page) =>
        url.StartsWith(page, StringComparison.OrdinalIgnoreCase) && (url.Length == page.Length || url[page.Length] is '/' or '?' or '#');
}
