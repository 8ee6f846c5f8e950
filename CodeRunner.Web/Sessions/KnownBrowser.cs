namespace CodeRunner.Web.Sessions;

/// <summary>What a browser keeps of its last sign-in, beyond the session: wrong passwords of strangers don't shut it out then. It lets nobody in.</summary>
internal static class KnownBrowser
{
    public const string Cookie = "coderunner.browser";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    public static void Keep(HttpContext context, string? known)
    {
        if (known is null)
            return;
        context.Response.Cookies.Append(
            Cookie, known, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = Kept, IsEssential = true });
    }
}
