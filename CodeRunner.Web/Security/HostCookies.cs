using CodeRunner.Web.Sessions;

namespace CodeRunner.Web.Security;

/// <summary>
/// Over https, the cookies that count have names that a browser takes from nobody but this host, over https and for all of it: no app below the dashboard's domain can plant one. The service itself knows the plain names, which
/// are those over http; here they are changed on the way in and out, and whatever came by a plain name over https is dropped.
/// </summary>
internal static class HostCookies
{
    public const string Prefix = "__Host-";
    public const string Antiforgery = "coderunner.antiforgery";

    private static readonly string[] Names = [SessionCookie.Name, KnownBrowser.Cookie, EndedSession.Cookie, Antiforgery];

    /// <summary>After it is known whether the request was over https.</summary>
    public static void UseHostCookies(this WebApplication app) => app.Use((context, next) =>
    {
        if (!context.Request.IsHttps)
            return next(context);
        if (context.Request.Headers.Cookie is { Count: > 0 } sent)
            context.Request.Headers.Cookie = Read(sent.ToString());
        context.Response.OnStarting(() =>
        {
            if (context.Response.Headers.SetCookie is { Count: > 0 } given)
                context.Response.Headers.SetCookie = given.Select(Write).ToArray();
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>A request's cookies by the names that the service knows.</summary>
    public static string Read(string cookies) => string.Join("; ", cookies.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(cookie => !Names.Contains(NameOf(cookie), StringComparer.OrdinalIgnoreCase)) // the service knows names by any case
        .Select(cookie => cookie.StartsWith(Prefix, StringComparison.Ordinal) && Names.Contains(NameOf(cookie[Prefix.Length..])) ? cookie[Prefix.Length..] : cookie));

    /// <summary>A cookie that is set, by the name that the browser gets.</summary>
    public static string? Write(string? cookie) => cookie is not null && Names.Contains(NameOf(cookie)) ? Prefix + cookie : cookie;

    private static string NameOf(string cookie) => cookie.Split('=', 2)[0].Trim();
}
