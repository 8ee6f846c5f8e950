using CodeRunner.Web.Forwarding;
using CodeRunner.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CodeRunner.Web.Sessions;

/// <summary>The one thing that a browser holds: a cookie that no script reads and that names a session kept on the server.</summary>
internal static class SessionCookie
{
    public const string Name = "coderunner.session";

    /// <summary>A session ends after so long without use.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    private static readonly CookieBuilder Cookie = new()
    {
        Name = Name,
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,
        Path = "/",
        IsEssential = true,
    };

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie = Cookie;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.LoginPath = "/login";
        options.AccessDeniedPath = "/not-found";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnRedirectToLogin = ChallengeAsync;
    }

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Cookie.Build(context));

    private static Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (ForwardedPath.Is(context.Request.Path))
            return Problems.WriteAsync(context.HttpContext, StatusCodes.Status401Unauthorized, T("Not signed in."), T("Sign in and try again."));
        var ended = EndedSession.Of(context.HttpContext) is { } why ? $"&ended={EndedSession.WordOf(why)}" : context.Request.Cookies.ContainsKey(Name) ? "&ended=true" : "";
        context.Response.Redirect(context.RedirectUri + ended);
        return Task.CompletedTask;
    }
}
