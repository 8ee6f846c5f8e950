using CodeRunner.Api.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Checks credentials. Nothing that a stranger sees or measures tells whether an account exists, or is closed; the audit log does.</summary>
internal sealed class Login(
    CodeRunnerDb db, Passwords passwords, UnknownAccounts unknown, KnownBrowsers browsers, LoginLimit limit, Sessions sessions, AuditTrail audit, TimeProvider time)
{
    private static readonly LoginOutcome Wrong = new();

    /// <summary>Beyond the rate limit no password is looked at, and nothing written down.</summary>
    public async Task<LoginOutcome> TryAsync(string email, string password, Origin from, CancellationToken cancellationToken)
    {
        var normalized = User.Normalize(email);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.NormalizedEmail == normalized, cancellationToken);
        var browser = user is null ? null : await browsers.ReadAsync(from.Browser, user);
        if (limit.Take(email, browser) is { } wait)
            return new(RetryAfter: wait);
        var outcome = user is null ? RefuseUnknown(email, password, from) : await TryAsync(user, password, from, browser, cancellationToken);
        if (outcome.Tokens is not null)
            return outcome;
        var denied = user is null
            ? AccountEvents.DeniedToStranger(AccountEvents.SignedIn, "unknown account", from.Ip)
            : AccountEvents.DeniedTo(user, outcome switch { { IsClosed: true } => "closed", { RetryAfter: not null } => "locked", _ => "password" }, from.Ip);
        await audit.DenyAsync(denied, cancellationToken);
        return outcome;
    }

    private LoginOutcome RefuseUnknown(string email, string password, Origin from)
    {
        var place = SignInPlace.OfAddress(from.Ip);
        if (unknown.LockedFor(email, place) is { } locked)
            return new(RetryAfter: locked);
        passwords.Verify(null, password, out _);
        unknown.Failed(email, place);
        return Wrong;
    }

    /// <summary>The password is hashed before anything is held: many who sign in at once don't wait for each other's.</summary>
    private async Task<LoginOutcome> TryAsync(User user, string password, Origin from, Guid? browser, CancellationToken cancellationToken)
    {
        var name = browser is { } known ? SignInPlace.OfBrowser(known) : SignInPlace.OfAddress(from.Ip);
        var place = await db.SignInPlaces.AsNoTracking().SingleOrDefaultAsync(each => each.UserId == user.Id && each.Name == name, cancellationToken);
        if (Wait(place, user, browser) is { } locked)
            return new(RetryAfter: locked);
        var right = passwords.Verify(user.PasswordHash, password, out var rehashed);
        return await db.InTransactionAsync(() => SettleAsync(user.Id, name, right, rehashed, from, browser, cancellationToken), cancellationToken);
    }

    /// <summary>Holds the user's row, so that wrong passwords at the same moment all count, and a right one after the last try does not slip in.</summary>
    private async Task<LoginOutcome> SettleAsync(Guid id, string name, bool right, string? rehashed, Origin from, Guid? browser, CancellationToken cancellationToken)
    {
        await db.HoldUserAsync(id, cancellationToken);
        var user = await db.Users.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        var place = await db.SignInPlaces.SingleOrDefaultAsync(each => each.UserId == id && each.Name == name, cancellationToken);
        if (user is null)
            return Wrong;
        if (Wait(place, user, browser) is { } locked)
            return new(RetryAfter: locked);
        if (!right)
            return await CountAsync(user, place ?? db.SignInPlaces.Add(new SignInPlace(id, name)).Entity, browser, from, cancellationToken);
        if (user.ClosedAt is not null)
            return new(IsClosed: true);
        user.LoginSucceeded(rehashed);
        if (place is not null)
            db.SignInPlaces.Remove(place);
        var tokens = await sessions.OpenAsync(user, from, cancellationToken);
        return new(tokens with { Browser = browsers.Issue(id, browser) });
    }

    private async Task<LoginOutcome> CountAsync(User user, SignInPlace place, Guid? browser, Origin from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (locksPlace, locksAll) = (place.Failed(now), browser is null && user.LoginFailed(now));
        await db.SaveChangesAsync(cancellationToken);
        if (locksPlace)
            await LockedAsync(Guesses.OfPlace, place.LockedUntil, place.Name);
        if (locksAll)
            await LockedAsync(Guesses.OfAccount, user.LockedUntil, "everywhere");
        return Wrong;

        Task LockedAsync(GuessLimit limit, DateTimeOffset? until, string where) =>
            audit.AddAsync(AccountEvents.Of(user, AccountEvents.Locked, user.Email, from.Ip, new { failures = limit.Most, until, where }), cancellationToken);
    }

    private TimeSpan? Wait(SignInPlace? place, User user, Guid? browser) => Guesses.Wait(place?.Guesses ?? default, user.Guesses, browser is not null, time.GetUtcNow());
}
