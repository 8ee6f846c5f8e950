using CodeRunner.Api.Audit;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Signs in. Nothing that a stranger sees or measures tells whether an account exists, or is closed; the audit log does.</summary>
internal sealed class Login(CodeRunnerDb db, Passwords passwords, Credentials credentials, UnknownAccounts unknown, LoginLimit limit, Sessions sessions, AuditTrail audit)
{
    /// <summary>Tokens where the proof is right. Beyond the rate limit nothing is looked at, and nothing written down.</summary>
    public async Task<(TokenResponse? Tokens, Proof Proof)> TryAsync(string email, Shown shown, Origin from, CancellationToken cancellationToken)
    {
        if (limit.Take(email) is { } wait)
            return (null, new Proof(ProofKind.Closed, wait));
        var normalized = User.Normalize(email);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.NormalizedEmail == normalized, cancellationToken) is not { } user)
            return (null, await RefuseUnknownAsync(email, shown.Password, from.Ip, cancellationToken));
        TokenResponse? tokens = null;
        var proof = await credentials.ProveAsync(
            user, shown, AccountEvents.SignedIn, from.Ip, async proven => tokens = await sessions.OpenAsync(proven, from, cancellationToken), cancellationToken);
        return (tokens, proof);
    }

    private async Task<Proof> RefuseUnknownAsync(string email, string password, string? ip, CancellationToken cancellationToken)
    {
        var closed = unknown.LockedFor(email);
        if (closed is null)
        {
            await passwords.VerifyAsync(null, password, cancellationToken);
            unknown.Failed(email);
        }
        await audit.DenyAsync(AccountEvents.DeniedToStranger(AccountEvents.SignedIn, "unknown account", ip), cancellationToken);
        return closed is null ? new Proof(ProofKind.WrongPassword) : new Proof(ProofKind.Closed, closed);
    }
}
