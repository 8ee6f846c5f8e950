using CodeRunner.Contracts.Access;
using CodeRunner.Web.Access;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// Why the session that a browser last had is over. The first answer that knows takes the session's cookie away; this one tells it for minutes to whatever else of that browser was
/// open. A word of a list, and nothing depends on it.
/// </summary>
internal static class EndedSession
{
    public const string Cookie = "coderunner.ended";

    private static readonly TimeSpan Told = TimeSpan.FromMinutes(5);

    public static void Tell(HttpContext context, SessionEnd why)
    {
        context.Items[Cookie] = why;
        context.Response.Cookies.Append(Cookie, WordOf(why), Options(context, Told));
    }

    public static SessionEnd? Of(HttpContext context) => context.Items[Cookie] as SessionEnd? ?? SessionEndWords.Read(context.Request.Cookies[Cookie]);

    public static void Forget(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(Cookie))
            context.Response.Cookies.Delete(Cookie, Options(context, null));
    }

    public static string WordOf(SessionEnd why) => why.ToString().ToLowerInvariant();

    private static CookieOptions Options(HttpContext context, TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", MaxAge = age, IsEssential = true };
}
