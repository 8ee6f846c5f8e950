namespace CodeRunner.Web.Access;

/// <summary>
/// A browser and its system in words, as far as what it calls itself tells: for people, who recognize their own. Each of many names also those that it wants to be taken for, so the order counts.
/// </summary>
public static class UserAgentWords
{
    private const int MostProgram = 40;

    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chromium/", "Chromium"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("Linux", "Linux"),
    ];

    public static string Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return T("Something that did not say what it is");
        if (Find(Browsers, userAgent) is not { } browser)
            return Program(userAgent);
        return Find(Systems, userAgent) is { } system ? T("{0} on {1}", browser, system) : browser;
    }

    /// <summary>What is no browser says its name first: curl/8.5.0.</summary>
    private static string Program(string userAgent)
    {
        var name = userAgent.Trim().Split(' ', '/')[0];
        return name.Length is 0 or > MostProgram || name.Any(char.IsControl) ? T("A program") : T("A program: {0}", name);
    }

    private static string? Find((string Mark, string Name)[] among, string userAgent)
    {
        foreach (var (mark, name) in among)
        {
            if (userAgent.Contains(mark, StringComparison.Ordinal))
                return name;
        }
        return null;
    }
}
