using CodeRunner.Api.Audit;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Signs in. Nothing that a stranger sees or measures tells whether an account exists, or is closed; the audit log does.</summary>
internal sealed class Login(
    CodeRunnerDb db, Passwords passwords, Credentials credentials, UnknownAccounts unknown, KnownBrowsers browsers, LoginLimit limit, Sessions sessions, AuditTrail audit)
{
    /// <summary>Tokens where the proof is right. Beyond the rate limit no password is looked at, and nothing written down.</summary>
    public async Task<(TokenResponse? Tokens, Proof Proof)> TryAsync(string email, Shown shown, Origin from, CancellationToken cancellationToken)
    {
        var normalized = User.Normalize(email);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.NormalizedEmail == normalized, cancellationToken);
        var browser = user is null ? null : await browsers.ReadAsync(from.Browser, user);
        if (limit.Take(email, browser) is { } wait)
            return (null, new Proof(ProofKind.Closed, wait));
        if (user is null)
            return (null, await RefuseUnknownAsync(email, shown.Password, from.Ip, cancellationToken));
        TokenResponse? tokens = null;
        var proof = await credentials.ProveAsync(user, shown, AccountEvents.SignedIn, from.Ip, browser, OpenAsync, cancellationToken);
        return (tokens, proof);

        async Task OpenAsync(User proven) => tokens = await sessions.OpenAsync(proven, from, cancellationToken) with { Browser = browsers.Issue(proven.Id, browser) };
    }

    private async Task<Proof> RefuseUnknownAsync(string email, string password, string? ip, CancellationToken cancellationToken)
    {
        var place = SignInPlace.OfAddress(ip);
        var locked = unknown.LockedFor(email, place);
        if (locked is null)
        {
            await passwords.VerifyAsync(null, password, cancellationToken);
            unknown.Failed(email, place);
        }
        await audit.DenyAsync(AccountEvents.DeniedToStranger(AccountEvents.SignedIn, "unknown account", ip), cancellationToken);
        return locked is null ? new Proof(ProofKind.WrongPassword) : new Proof(ProofKind.Closed, locked);
    }
}
