using CodeRunner.Web.Client;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace CodeRunner.Web.Sessions;

/// <summary>Asks for each open page now and then whether its session still lasts: one that was ended elsewhere leads to the sign-in page, although nobody clicks.</summary>
internal sealed class SessionWatch(TokenSource tokens, AuthClient auth, ILoggerFactory loggers) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>Pages with something live hear it within seconds from their connection; the others cost the API a request each time.</summary>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <summary>True also when the API can't be asked: an outage ends no session.</summary>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.SessionId() is not { } session)
            return true;
        var outcome = await tokens.GetAsync(session, cancellationToken);
        if (outcome.Token is not { } token)
            return !outcome.SignedOut;
        var me = await auth.MeAsync(token, cancellationToken);
        return me.Problem is not { SignedOut: true } || !(await tokens.RefusedAsync(session, token, cancellationToken)).SignedOut;
    }
}
