using CodeRunner.Api.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Checks credentials. Nothing that a stranger sees or measures tells whether an account exists, or is closed; the audit log does.</summary>
internal sealed class Login(CodeRunnerDb db, Passwords passwords, UnknownAccounts unknown, LoginLimit limit, Sessions sessions, AuditTrail audit, TimeProvider time)
{
    private static readonly LoginOutcome Wrong = new();

    /// <summary>Beyond the rate limit nothing is looked at, and nothing written down.</summary>
    public async Task<LoginOutcome> TryAsync(string email, string password, Origin from, CancellationToken cancellationToken)
    {
        if (limit.Take(email) is { } wait)
            return new(RetryAfter: wait);
        var normalized = User.Normalize(email);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.NormalizedEmail == normalized, cancellationToken);
        var outcome = user is null ? RefuseUnknown(email, password) : await TryAsync(user, password, from, cancellationToken);
        if (outcome.Tokens is not null)
            return outcome;
        var denied = user is null
            ? AccountEvents.DeniedToStranger(AccountEvents.SignedIn, "unknown account", from.Ip)
            : AccountEvents.DeniedTo(user, outcome switch { { IsClosed: true } => "closed", { RetryAfter: not null } => "locked", _ => "password" }, from.Ip);
        await audit.DenyAsync(denied, cancellationToken);
        return outcome;
    }

    private LoginOutcome RefuseUnknown(string email, string password)
    {
        if (unknown.LockedFor(email) is { } locked)
            return new(RetryAfter: locked);
        passwords.Verify(null, password, out _);
        unknown.Failed(email);
        return Wrong;
    }

    /// <summary>The password is hashed before anything is held: many who sign in at once don't wait for each other's.</summary>
    private async Task<LoginOutcome> TryAsync(User user, string password, Origin from, CancellationToken cancellationToken)
    {
        if (LockedFor(user) is { } locked)
            return new(RetryAfter: locked);
        var right = passwords.Verify(user.PasswordHash, password, out var rehashed);
        return await db.InTransactionAsync(() => SettleAsync(user.Id, right, rehashed, from, cancellationToken), cancellationToken);
    }

    /// <summary>Holds the user's row, so that wrong passwords at the same moment all count, and a right one after the last try does not slip in.</summary>
    private async Task<LoginOutcome> SettleAsync(Guid id, bool right, string? rehashed, Origin from, CancellationToken cancellationToken)
    {
        await db.HoldUserAsync(id, cancellationToken);
        var user = await db.Users.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        if (user is null || LockedFor(user) is { })
            return user is null ? Wrong : new(RetryAfter: LockedFor(user));
        if (right && user.ClosedAt is not null)
            return new(IsClosed: true);
        var locks = false;
        if (right)
            user.LoginSucceeded(rehashed);
        else
            locks = user.LoginFailed(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        if (locks)
            await audit.AddAsync(AccountEvents.Of(user, AccountEvents.Locked, user.Email, from.Ip, new { failures = User.FailuresToLock, until = user.LockedUntil }), cancellationToken);
        return right ? new(await sessions.OpenAsync(user, from, cancellationToken)) : Wrong;
    }

    private TimeSpan? LockedFor(User user) => user.IsLocked(time.GetUtcNow(), out var wait) ? wait : null;
}
