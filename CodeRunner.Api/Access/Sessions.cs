using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Api.Audit;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Refresh tokens in the database: a family a login. All that touches a family holds its lock. What begins and ends one is written down in the same transaction, or not done.</summary>
internal sealed class Sessions(CodeRunnerDb db, AccessTokens accessTokens, AuditTrail audit, TimeProvider time)
{
    private const int TokenBytes = 32;
    private const int MostTokenLength = 100;

    /// <summary>In the caller's transaction.</summary>
    public async Task<TokenResponse> OpenAsync(User user, string? ip, CancellationToken cancellationToken)
    {
        var (token, hash) = Make();
        var first = new RefreshToken(user.Id, Guid.CreateVersion7(), hash, time.GetUtcNow());
        db.RefreshTokens.Add(first);
        await db.SaveChangesAsync(cancellationToken);
        await WriteDownAsync(AccountEvents.SignedIn, first, ip, AuditOutcome.Done, cancellationToken);
        return Answer(user, token, first.FamilyId);
    }

    /// <summary>Null when the token does not count; when it was stolen, its family has ended.</summary>
    public Task<TokenResponse?> RefreshAsync(string token, string? ip, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () => await FindAsync(token, cancellationToken) is { } found ? await RefreshAsync(found, ip, cancellationToken) : null,
        cancellationToken);

    /// <summary>False when it is no token of anybody's.</summary>
    public Task<bool> EndAsync(string token, string? ip, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            if (await FindAsync(token, cancellationToken) is not { } found)
                return false;
            await EndFamilyAsync(found, AccountEvents.SignedOut, ip, AuditOutcome.Done, cancellationToken);
            return true;
        },
        cancellationToken);

    private async Task<TokenResponse?> RefreshAsync(RefreshToken found, string? ip, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var successor = await db.RefreshTokens.SingleOrDefaultAsync(each => each.Id == found.SuccessorId, cancellationToken);
        var outcome = found.Judge(successor, now);
        if (outcome == RefreshOutcome.Stolen)
            await EndFamilyAsync(found, AccountEvents.Reused, ip, AuditOutcome.Denied, cancellationToken);
        if (outcome != RefreshOutcome.Accepted)
            return null;
        var user = await db.Users.SingleAsync(each => each.Id == found.UserId, cancellationToken);
        var (token, hash) = Make();
        db.RefreshTokens.Add(found.Succeed(successor, hash, now));
        await db.SaveChangesAsync(cancellationToken);
        return Answer(user, token, found.FamilyId);
    }

    /// <summary>Finds the token and takes its family's lock; what it returns was read under the lock.</summary>
    private async Task<RefreshToken?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MostTokenLength)
            return null;
        var hash = Hash(token);
        var family = await db.RefreshTokens.Where(each => each.Hash == hash).Select(each => (Guid?)each.FamilyId).SingleOrDefaultAsync(cancellationToken);
        if (family is null)
            return null;
        await db.LockAsync($"session {family}", cancellationToken);
        return await db.RefreshTokens.SingleOrDefaultAsync(each => each.Hash == hash, cancellationToken);
    }

    /// <summary>A family ends once, and is written down once: its tokens may be sent again by whoever kept them.</summary>
    private async Task EndFamilyAsync(RefreshToken token, string action, string? ip, AuditOutcome outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = await db.RefreshTokens
            .Where(each => each.FamilyId == token.FamilyId && each.RevokedAt == null)
            .ExecuteUpdateAsync(each => each.SetProperty(one => one.RevokedAt, now), cancellationToken);
        if (ended > 0)
            await WriteDownAsync(action, token, ip, outcome, cancellationToken);
    }

    private async Task WriteDownAsync(string action, RefreshToken of, string? ip, AuditOutcome outcome, CancellationToken cancellationToken)
    {
        var user = (await db.Users.FindAsync([of.UserId], cancellationToken))!;
        await audit.AddAsync(AccountEvents.Of(user, action, $"session {of.FamilyId}", ip) with { Outcome = outcome }, cancellationToken);
    }

    private TokenResponse Answer(User user, string token, Guid session) => new(accessTokens.Issue(user, session), token, accessTokens.LifeSeconds);

    private static (string Token, byte[] Hash) Make()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        return (token, Hash(token));
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
