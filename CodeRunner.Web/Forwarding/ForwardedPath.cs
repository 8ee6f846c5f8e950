namespace CodeRunner.Web.Forwarding;

/// <summary>Which paths go to the API, and which of those a browser may not use.</summary>
internal static class ForwardedPath
{
    public static bool Is(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs");

    /// <summary>Routes that hand out or take tokens: through here a token would reach a page's script. Only `/api/auth/me` is harmless.</summary>
    public static bool HandsOutTokens(PathString path)
    {
        var segments = (path.Value ?? "").Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return segments is [_, var second, ..]
            && Named(segments[0], "api") && Named(second, "auth")
            && !(segments.Length == 3 && Named(segments[2], "me"));
    }

    private static bool Named(string segment, string name) => string.Equals(Uri.UnescapeDataString(segment).Trim(), name, StringComparison.OrdinalIgnoreCase);
}
