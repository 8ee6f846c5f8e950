using CodeRunner.Api.Audit;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Checks credentials. Nothing that a stranger sees or measures tells whether an account exists; the audit log does.</summary>
internal sealed class Login(CodeRunnerDb db, Passwords passwords, UnknownAccounts unknown, LoginLimit limit, Sessions sessions, AuditTrail audit, TimeProvider time)
{
    /// <summary>Tokens; or how long the account is closed; or neither when the credentials are wrong. Beyond the rate limit nothing is looked at, and nothing written down.</summary>
    public async Task<(TokenResponse? Tokens, TimeSpan? RetryAfter)> TryAsync(string email, string password, string? ip, CancellationToken cancellationToken)
    {
        if (limit.Take(email) is { } wait)
            return (null, wait);
        var normalized = User.Normalize(email);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.NormalizedEmail == normalized, cancellationToken);
        var (tokens, closed) = user is null ? (null, RefuseUnknown(email, password)) : await TryAsync(user, password, ip, cancellationToken);
        if (tokens is not null)
            return (tokens, null);
        var denied = user is null
            ? AccountEvents.DeniedToStranger(AccountEvents.SignedIn, "unknown account", ip)
            : AccountEvents.DeniedTo(user, closed is null ? "password" : "locked", ip);
        await audit.DenyAsync(denied, cancellationToken);
        return (null, closed);
    }

    private TimeSpan? RefuseUnknown(string email, string password)
    {
        if (unknown.LockedFor(email) is { } closed)
            return closed;
        passwords.Verify(null, password, out _);
        unknown.Failed(email);
        return null;
    }

    /// <summary>The password is hashed before anything is held: many who sign in at once don't wait for each other's.</summary>
    private async Task<(TokenResponse?, TimeSpan?)> TryAsync(User user, string password, string? ip, CancellationToken cancellationToken)
    {
        if (LockedFor(user) is { } closed)
            return (null, closed);
        var right = passwords.Verify(user.PasswordHash, password, out var rehashed);
        return await db.InTransactionAsync(() => SettleAsync(user.Id, right, rehashed, ip, cancellationToken), cancellationToken);
    }

    /// <summary>Holds the user's row, so that wrong passwords at the same moment all count, and a right one after the last try does not slip in.</summary>
    private async Task<(TokenResponse?, TimeSpan?)> SettleAsync(Guid id, bool right, string? rehashed, string? ip, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {id} FOR UPDATE", cancellationToken);
        var user = await db.Users.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        if (user is null || LockedFor(user) is { })
            return (null, user is null ? null : LockedFor(user));
        var closes = false;
        if (right)
            user.LoginSucceeded(rehashed);
        else
            closes = user.LoginFailed(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        if (closes)
            await audit.AddAsync(AccountEvents.Of(user, AccountEvents.Locked, user.Email, ip, new { failures = User.FailuresToLock, until = user.LockedUntil }), cancellationToken);
        return (right ? await sessions.OpenAsync(user, ip, cancellationToken) : null, null);
    }

    private TimeSpan? LockedFor(User user) => user.IsLocked(time.GetUtcNow(), out var wait) ? wait : null;
}
