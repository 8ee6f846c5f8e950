using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Checks credentials. Nothing that a stranger sees or measures tells whether an account exists.</summary>
internal sealed class Login(CodeRunnerDb db, Passwords passwords, UnknownAccounts unknown, LoginLimit limit, Sessions sessions, TimeProvider time)
{
    /// <summary>Tokens; or how long the account is closed; or neither when the credentials are wrong.</summary>
    public async Task<(TokenResponse? Tokens, TimeSpan? RetryAfter)> TryAsync(string email, string password, CancellationToken cancellationToken)
    {
        if (limit.Take(email) is { } wait)
            return (null, wait);
        var normalized = User.Normalize(email);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.NormalizedEmail == normalized, cancellationToken);
        var locked = user is null ? unknown.LockedFor(email) : LockedFor(user);
        if (locked is not null)
            return (null, locked);
        var right = passwords.Verify(user?.PasswordHash, password, out var rehashed);
        if (user is not null)
            return await db.InTransactionAsync(() => SettleAsync(user.Id, right, rehashed, cancellationToken), cancellationToken);
        unknown.Failed(email);
        return (null, null);
    }

    /// <summary>Holds the user's row, so that wrong passwords at the same moment all count, and a right one after the last try does not slip in.</summary>
    private async Task<(TokenResponse?, TimeSpan?)> SettleAsync(Guid id, bool right, string? rehashed, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {id} FOR UPDATE", cancellationToken);
        var user = await db.Users.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        if (user is null || LockedFor(user) is { })
            return (null, user is null ? null : LockedFor(user));
        if (right)
            user.LoginSucceeded(rehashed);
        else
            user.LoginFailed(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return (right ? await sessions.OpenAsync(user, cancellationToken) : null, null);
    }

    private TimeSpan? LockedFor(User user) => user.IsLocked(time.GetUtcNow(), out var wait) ? wait : null;
}
