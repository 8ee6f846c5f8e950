using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Sets passwords anew: with the old one, or with what an operator gave out. The sessions of before end with it, and it is written down, or it is not done.</summary>
internal sealed class PasswordCommands(CodeRunnerDb db, Passwords passwords, Credentials credentials, SecondFactors factors, AuditTrail audit, TimeProvider time)
{
    private const int TokenBytes = 32;
    private const int MostTokenLength = 100;

    /// <summary>The caller's own session goes on.</summary>
    public async Task<Proof> ChangeAsync(ChangePasswordRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(request.NewPassword, cancellationToken);
        return await credentials.ProveAsync(
            caller, new Shown(request.CurrentPassword), PasswordEvents.Changed, user => SetAsync(user, hash, caller.SessionId, caller.Ip, new(), cancellationToken), cancellationToken);
    }

    /// <summary>Null where there is no such account.</summary>
    public Task<PasswordResetResponse?> OfferAsync(string email, bool takesSecondFactor, Caller caller, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            if (await db.FindHeldUserAsync(email, cancellationToken) is not { } user)
                return null;
            var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
            var reset = new PasswordReset(user.Id, Hash(token), takesSecondFactor, time.GetUtcNow());
            await db.PasswordResets.Where(each => each.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
            db.PasswordResets.Add(reset);
            await db.SaveChangesAsync(cancellationToken);
            await audit.AddAsync(
                AuditChain.Platform, caller, PasswordEvents.ResetOffered, $"user {user.Email}", null, AuditOutcome.Done, new { reset.ExpiresAt, secondFactor = takesSecondFactor }, cancellationToken);
            return new PasswordResetResponse(token, reset.ExpiresAt);
        },
        cancellationToken);

    /// <summary>What is wrong with the request; nothing when it is done.</summary>
    public async Task<Faults> ResetAsync(ResetPasswordRequest request, string? ip, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Token, cancellationToken) is not { } reset || await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.Id == reset.UserId, cancellationToken) is not { } user)
            return NotCounting();
        var faults = new Faults().Password(request.NewPassword, "newPassword", user.Email, user.DisplayName);
        if (faults.Any(out _))
            return faults;
        var hash = await passwords.HashAsync(request.NewPassword, cancellationToken);
        return await db.InTransactionAsync(() => ResetAsync(reset, hash, ip, cancellationToken), cancellationToken) ? faults : NotCounting();
    }

    /// <summary>False when somebody was quicker, or a newer token took its place.</summary>
    private async Task<bool> ResetAsync(PasswordReset reset, string hash, string? ip, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await db.FindHeldUserAsync(reset.UserId, cancellationToken) is not { } user
            || await db.PasswordResets.Where(each => each.Hash == reset.Hash && each.ExpiresAt > now).ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        var removed = reset.TakesSecondFactor && await factors.RemoveAsync(user.Id, cancellationToken);
        await SetAsync(user, hash, null, ip, new() { ["reset"] = true, ["secondFactorOff"] = removed }, cancellationToken);
        return true;
    }

    private async Task SetAsync(User user, string hash, Guid? but, string? ip, Dictionary<string, object> detail, CancellationToken cancellationToken)
    {
        user.SetPassword(hash);
        await db.SaveChangesAsync(cancellationToken);
        await db.SignInPlaces.Where(place => place.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        detail["sessionsEnded"] = await db.EndSessionsAsync(user.Id, SessionEnd.Password, but, time.GetUtcNow(), cancellationToken);
        await audit.AddAsync(AccountEvents.Of(user, PasswordEvents.Changed, user.Email, ip, detail), cancellationToken);
    }

    private async Task<PasswordReset?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MostTokenLength)
            return null;
        var (hash, now) = (Hash(token), time.GetUtcNow());
        return await db.PasswordResets.AsNoTracking().SingleOrDefaultAsync(each => each.Hash == hash && each.ExpiresAt > now, cancellationToken);
    }

    /// <summary>The same for what never was, what was used and what is over.</summary>
    private static Faults NotCounting() => new Faults().Check(false, "token", "It does not count, or not any more: ask an operator for a new one.");

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
