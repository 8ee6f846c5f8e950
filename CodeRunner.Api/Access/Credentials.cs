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
    /// <summary>Of who is signed in already; counted as a stranger's from there: whoever has somebody's session may not have the password.</summary>
    public async Task<Proof> ProveAsync(Caller caller, Shown shown, string action, Func<User, Task> then, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(each => each.Id == caller.Id, cancellationToken);
        return limit.Take(user.Email, browser: null) is { } wait
            ? new Proof(ProofKind.Closed, wait)
            : await ProveAsync(user, shown, action, caller.Ip, browser: null, then, cancellationToken);
    }

    /// <summary>
    /// Runs <paramref name="then"/> in the transaction in which the proof was right and counted. The password is hashed before anything is held: many who sign in at once don't
    /// wait for each other's. <paramref name="browser"/>: one that is known to the account.
    /// </summary>
    public async Task<Proof> ProveAsync(User user, Shown shown, string action, string? ip, Guid? browser, Func<User, Task> then, CancellationToken cancellationToken)
    {
        var from = new Place(browser is { } known ? SignInPlace.OfBrowser(known) : SignInPlace.OfAddress(ip), browser is not null, ip);
        var proof = LockedFor(user, await Tries(user, from).AsNoTracking().SingleOrDefaultAsync(cancellationToken), from) is { } locked
            ? new Proof(ProofKind.Closed, locked)
            : await CheckAsync(user, shown, from, then, cancellationToken);
        if (Reason(proof.Kind) is { } reason)
            await audit.DenyAsync(AccountEvents.DeniedTo(user, action, reason, ip), cancellationToken);
        return proof;
    }

    private async Task<Proof> CheckAsync(User user, Shown shown, Place from, Func<User, Task> then, CancellationToken cancellationToken)
    {
        var (right, rehashed) = await passwords.VerifyAsync(user.PasswordHash, shown.Password, cancellationToken);
        return await db.InTransactionAsync(
            async () =>
            {
                if (await db.FindHeldUserAsync(user.Id, cancellationToken) is not { } held)
                    return new Proof(ProofKind.WrongPassword);
                var place = await Tries(held, from).SingleOrDefaultAsync(cancellationToken);
                if (LockedFor(held, place, from) is { } locked)
                    return new Proof(ProofKind.Closed, locked);
                // Changed in this moment: what was right a moment ago is not any more.
                if (held.PasswordHash != user.PasswordHash)
                    (right, rehashed) = await passwords.VerifyAsync(held.PasswordHash, shown.Password, cancellationToken);
                if (right && held.ClosedAt is not null)
                    return new Proof(ProofKind.AccountClosed);
                var kind = !right ? ProofKind.WrongPassword : shown.AsksCode ? await factors.TakeAsync(held.Id, shown.Code, cancellationToken) : ProofKind.Right;
                if (kind == ProofKind.Right)
                {
                    await ForgetAsync(held, place, rehashed, cancellationToken);
                    await then(held);
                }
                else if (kind != ProofKind.NeedsCode)
                {
                    await CountAsync(held, place ?? db.SignInPlaces.Add(new SignInPlace(held.Id, from.Name)).Entity, from, cancellationToken);
                }
                return new Proof(kind);
            },
            cancellationToken);
    }

    private IQueryable<SignInPlace> Tries(User user, Place from) => db.SignInPlaces.Where(each => each.UserId == user.Id && each.Name == from.Name);

    private Task ForgetAsync(User user, SignInPlace? place, string? rehashed, CancellationToken cancellationToken)
    {
        user.LoginSucceeded(rehashed);
        if (place is not null)
            db.SignInPlaces.Remove(place);
        return db.SaveChangesAsync(cancellationToken);
    }

    private async Task CountAsync(User user, SignInPlace place, Place from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (locksPlace, locksAll) = (place.Failed(now), !from.IsKnown && user.LoginFailed(now));
        await db.SaveChangesAsync(cancellationToken);
        if (locksPlace)
            await LockedAsync(Guesses.OfPlace, place.LockedUntil, place.Name);
        if (locksAll)
            await LockedAsync(Guesses.OfAccount, user.LockedUntil, "everywhere");

        Task LockedAsync(GuessLimit limit, DateTimeOffset? until, string where) =>
            audit.AddAsync(AccountEvents.Of(user, AccountEvents.Locked, user.Email, from.Ip, new { failures = limit.Most, until, where }), cancellationToken);
    }

    private TimeSpan? LockedFor(User user, SignInPlace? place, Place from) => Guesses.Wait(place?.Guesses ?? default, user.Guesses, from.IsKnown, time.GetUtcNow());

    private static string? Reason(ProofKind kind) => kind switch
    {
        ProofKind.WrongPassword => "password",
        ProofKind.WrongCode => "code",
        ProofKind.Closed => "locked",
        ProofKind.AccountClosed => "closed",
        _ => null,
    };

    /// <summary>From where something is shown; one that is known to the account waits for its own tries only.</summary>
    private sealed record Place(string Name, bool IsKnown, string? Ip);
}
