namespace CodeRunner.Web.Forwarding;

/// <summary>Which paths go to the API, and which of those a browser may not use.</summary>
internal static class ForwardedPath
{
    public static bool Is(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs");

    /// <summary>
    /// Routes that hand out or take tokens: through here a token would reach a page's script. Only `/api/auth/me` is harmless. API tokens are made by the page's server, so
    /// that a script that got in can't make itself one that outlives the session.
    /// </summary>
    public static bool HandsOutTokens(PathString path)
    {
        var segments = (path.Value ?? "").Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        if (segments is not [var first, var second, ..] || !Named(first, "api"))
            return false;
        return Named(second, "auth")
            ? !(segments.Length == 3 && Named(segments[2], "me"))
            : segments is [_, _, _, var fourth, ..] && Named(second, "projects") && Named(fourth, "tokens");
    }

    private static bool Named(string segment, string name) => string.Equals(Uri.UnescapeDataString(segment).Trim(), name, StringComparison.OrdinalIgnoreCase);
}
