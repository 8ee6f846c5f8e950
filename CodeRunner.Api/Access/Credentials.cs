using CodeRunner.Api.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>
/// Checks what somebody shows to be an account's user, and does what that allows. Wherever it is asked the same limits hold: wrong ones count to the account's lock, and are
/// written down.
/// </summary>
internal sealed class Credentials(CodeRunnerDb db, Passwords passwords, SecondFactors factors, LoginLimit limit, AuditTrail audit, TimeProvider time)
{
    /// <summary>Of who is signed in already.</summary>
    public async Task<Proof> ProveAsync(Caller caller, Shown shown, string action, Func<User, Task> then, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(each => each.Id == caller.Id, cancellationToken);
        return limit.Take(user.Email) is { } wait
            ? new Proof(ProofKind.Closed, wait)
            : await ProveAsync(user, shown, action, caller.Ip, then, cancellationToken);
    }

    /// <summary>
    /// Runs <paramref name="then"/> in the transaction in which the proof was right and counted. The password is hashed before anything is held: many who sign in at once don't
    /// wait for each other's.
    /// </summary>
    public async Task<Proof> ProveAsync(User user, Shown shown, string action, string? ip, Func<User, Task> then, CancellationToken cancellationToken)
    {
        var proof = LockedFor(user) is { } closed ? new Proof(ProofKind.Closed, closed) : await CheckAsync(user, shown, ip, then, cancellationToken);
        if (Reason(proof.Kind) is { } reason)
            await audit.DenyAsync(AccountEvents.DeniedTo(user, action, reason, ip), cancellationToken);
        return proof;
    }

    private async Task<Proof> CheckAsync(User user, Shown shown, string? ip, Func<User, Task> then, CancellationToken cancellationToken)
    {
        var (right, rehashed) = await passwords.VerifyAsync(user.PasswordHash, shown.Password, cancellationToken);
        return await db.InTransactionAsync(
            async () =>
            {
                if (await db.FindHeldUserAsync(user.Id, cancellationToken) is not { } held)
                    return new Proof(ProofKind.WrongPassword);
                if (LockedFor(held) is { } closed)
                    return new Proof(ProofKind.Closed, closed);
                // Changed in this moment: what was right a moment ago is not any more.
                if (held.PasswordHash != user.PasswordHash)
                    (right, rehashed) = await passwords.VerifyAsync(held.PasswordHash, shown.Password, cancellationToken);
                if (right && held.ClosedAt is not null)
                    return new Proof(ProofKind.AccountClosed);
                var kind = !right ? ProofKind.WrongPassword : shown.AsksCode ? await factors.TakeAsync(held.Id, shown.Code, cancellationToken) : ProofKind.Right;
                await CountAsync(held, kind, rehashed, ip, cancellationToken);
                if (kind == ProofKind.Right)
                    await then(held);
                return new Proof(kind);
            },
            cancellationToken);
    }

    private async Task CountAsync(User user, ProofKind kind, string? rehashed, string? ip, CancellationToken cancellationToken)
    {
        if (kind == ProofKind.NeedsCode)
            return;
        var closes = false;
        if (kind == ProofKind.Right)
            user.LoginSucceeded(rehashed);
        else
            closes = user.LoginFailed(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        if (closes)
            await audit.AddAsync(AccountEvents.Of(user, AccountEvents.Locked, user.Email, ip, new { failures = User.FailuresToLock, until = user.LockedUntil }), cancellationToken);
    }

    private TimeSpan? LockedFor(User user) => user.IsLocked(time.GetUtcNow(), out var wait) ? wait : null;

    private static string? Reason(ProofKind kind) => kind switch
    {
        ProofKind.WrongPassword => "password",
        ProofKind.WrongCode => "code",
        ProofKind.Closed => "locked",
        ProofKind.AccountClosed => "closed",
        _ => null,
    };
}
