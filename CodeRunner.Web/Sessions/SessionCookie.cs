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

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.LoginPath = "/login";
        options.AccessDeniedPath = "/not-found";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = EndWithTokensAsync;
        options.Events.OnRedirectToLogin = ChallengeAsync;
    }

    private static async Task EndWithTokensAsync(CookieValidatePrincipalContext context)
    {
        var store = context.HttpContext.RequestServices.GetRequiredService<SessionTokenStore>();
        var session = context.Principal?.SessionId();
        if (session is not null && await store.ReadAsync(session, context.HttpContext.RequestAborted) is { } tokens)
        {
            context.HttpContext.Features.Set(tokens); // what is forwarded needs them at once
            return;
        }
        if (session is not null && await store.ReadEndAsync(session, context.HttpContext.RequestAborted) is { } why)
            EndedSession.Tell(context.HttpContext, why);
        context.RejectPrincipal();
        // The cookie alone: by the ticket, what this browser has asked meanwhile learns why, too.
        context.Options.CookieManager.DeleteCookie(context.HttpContext, Name, context.Options.Cookie.Build(context.HttpContext));
    }

    private static Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (ForwardedPath.Is(context.Request.Path))
            return Problems.WriteAsync(context.HttpContext, StatusCodes.Status401Unauthorized, "Not signed in.", "Sign in and try again.");
        var ended = EndedSession.Of(context.HttpContext) is { } why ? $"&ended={EndedSession.WordOf(why)}" : context.Request.Cookies.ContainsKey(Name) ? "&ended=true" : "";
        context.Response.Redirect(context.RedirectUri + ended);
        return Task.CompletedTask;
    }
}
