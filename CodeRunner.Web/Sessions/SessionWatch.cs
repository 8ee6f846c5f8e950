using CodeRunner.Contracts.Access;
using CodeRunner.Web.Client;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace CodeRunner.Web.Sessions;

/// <summary>Asks for each open page now and then whether its session still lasts: one that was ended elsewhere leads to the sign-in page, although nobody clicks.</summary>
internal sealed class SessionWatch(TokenSource tokens, SessionTokenStore store, AuthClient auth, ILoggerFactory loggers) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>Pages with something live hear it within seconds from their connection; the others cost the API a request each time.</summary>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <summary>Why it does not; null while it lasts.</summary>
    public SessionEnd? Over { get; private set; }

    /// <summary>True also when the API can't be asked: an outage ends no session.</summary>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.SessionId() is not { } session)
            return true;
        if (await LastsAsync(session, cancellationToken))
            return true;
        Over = await store.ReadEndAsync(session, cancellationToken) ?? SessionEnd.Expired;
        return false;
    }

    private async Task<bool> LastsAsync(string session, CancellationToken cancellationToken)
    {
        var outcome = await tokens.GetAsync(session, cancellationToken);
        if (outcome.Token is not { } token)
            return !outcome.SignedOut;
        var me = await auth.MeAsync(token, cancellationToken);
        return me.Problem is not { SignedOut: true } || !(await tokens.RefusedAsync(session, token, cancellationToken)).SignedOut;
    }
}
