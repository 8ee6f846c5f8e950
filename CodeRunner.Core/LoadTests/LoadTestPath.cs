using System.Diagnostics.CodeAnalysis;

namespace CodeRunner.Core.LoadTests;

/// <summary>
/// The part of a URL that a load test may ask for: it goes into a request line as it is, so that it has neither a host nor anything that could end the line, and names no place by way of another one.
/// </summary>
public static class LoadTestPath
{
    public static bool IsFine(string path, [NotNullWhen(false)] out string? fault)
    {
        fault = path.Length > LoadTest.MostPath ? $"It must have {LoadTest.MostPath} characters at most."
            : !path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal) ? "It must be a path of the app, such as /products?page=2: without a scheme or host, and with one / at its beginning."
            : !path.All(IsAllowed) ? "It must be escaped as in a URL: without spaces, backslashes, #, control characters, or letters beyond ASCII."
            : Uri.UnescapeDataString(path.Split('?')[0]).Split('/', '\\').Any(part => part is "." or "..") ? "It must not have . or .. as a part."
            : null;
        return fault is null;
    }

    private static bool IsAllowed(char each) => each is > ' ' and < '\x7f' and not ('\\' or '#' or '"' or '<' or '>' or '`' or '{' or '}' or '|' or '^');
}
