using System.Security.Claims;
using CodeRunner.Contracts.Access;
using CodeRunner.Web.Client;
using Microsoft.AspNetCore.Authentication;

namespace CodeRunner.Web.Sessions;

/// <summary>Begins and ends sessions: credentials become tokens here, and the browser gets a cookie.</summary>
internal sealed class SignInService(AuthClient auth, SessionTokenStore store, TimeProvider time)
{
    /// <summary>Null when signed in; else what to tell the person.</summary>
    public async Task<ApiProblem?> SignInAsync(HttpContext context, LoginRequest request, CancellationToken ct)
    {
        var answer = await auth.LoginAsync(request with { Browser = context.Request.Cookies[KnownBrowser.Cookie] }, ClientAddress.Of(context), context.Request.Headers.UserAgent, ct);
        if (answer.Value is not { } tokens)
            return answer.Problem;
        var me = await auth.MeAsync(tokens.AccessToken, ct);
        if (me.Value is not { } user)
            return me.Problem;
        var session = SessionClaims.NewSessionId();
        await store.WriteAsync(session, new SessionTokens(tokens.AccessToken, tokens.RefreshToken, time.GetUtcNow().AddSeconds(tokens.ExpiresIn)), ct);
        KnownBrowser.Keep(context, tokens.Browser);
        EndedSession.Forget(context);
        await context.SignInAsync(SessionClaims.Principal(user, session), new AuthenticationProperties { IsPersistent = true });
        return null;
    }

    public Task<ApiResult<UserResponse>> RegisterAsync(HttpContext context, RegisterRequest request, CancellationToken ct) =>
        auth.RegisterAsync(request, ClientAddress.Of(context), ct);

    /// <summary>Ends the session here whatever the API answers; the API is told so that the refresh token dies too.</summary>
    public async Task SignOutAsync(HttpContext context, ClaimsPrincipal user)
    {
        if (user.SessionId() is { } session)
        {
            var tokens = await store.ReadAsync(session, CancellationToken.None);
            await store.RemoveAsync(session, CancellationToken.None);
            if (tokens is not null)
                await auth.LogoutAsync(tokens, ClientAddress.Of(context), CancellationToken.None);
        }
        EndedSession.Forget(context);
        await context.SignOutAsync();
    }
}
