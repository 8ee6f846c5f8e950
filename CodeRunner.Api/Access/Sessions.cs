using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Api.Audit;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Access;

/// <summary>Begins, goes on with and ends sessions, one at a time: whoever touches one holds its row. What begins and ends one is written down in the same transaction, or not done.</summary>
internal sealed class Sessions(CodeRunnerDb db, AccessTokens accessTokens, AuditTrail audit, IOptions<AccessOptions> options, TimeProvider time)
{
    private const int TokenBytes = 32;
    private const int MostTokenLength = 100;

    /// <summary>In the caller's transaction, which holds the user's row: so an account that is closed gets none, and of many at once each is counted.</summary>
    public async Task<TokenResponse> OpenAsync(User user, Origin from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new Session(user.Id, from.Ip, from.UserAgent, now, options.Value.SessionLife);
        var (token, hash) = Make();
        user.SignedIn(now);
        db.Sessions.Add(session);
        db.RefreshTokens.Add(new RefreshToken(session, hash, now));
        await db.SaveChangesAsync(cancellationToken);
        await WriteDownAsync(AccountEvents.SignedIn, session, from.Ip, AuditOutcome.Done, cancellationToken);
        await MakeRoomAsync(user.Id, from.Ip, now, cancellationToken);
        return Answer(session, token, now);
    }

    /// <summary>New tokens; or why there are none: null where it is no token of anybody's, or not the session's newest.</summary>
    public Task<(TokenResponse? Tokens, SessionEnd? Over)> RefreshAsync(string token, string? ip, CancellationToken cancellationToken) =>
        db.InTransactionAsync<(TokenResponse?, SessionEnd?)>(
            async () => await FindAsync(token, cancellationToken) is var (session, found) ? await RefreshAsync(session, found, ip, cancellationToken) : (null, null),
            cancellationToken);

    /// <summary>False when it is no token of anybody's.</summary>
    public Task<bool> EndAsync(string token, string? ip, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            if (await FindAsync(token, cancellationToken) is not var (session, _))
                return false;
            await EndAsync(session, SessionEnd.Left, AccountEvents.SignedOut, ip, AuditOutcome.Done, cancellationToken);
            return true;
        },
        cancellationToken);

    private async Task<(TokenResponse?, SessionEnd?)> RefreshAsync(Session session, RefreshToken found, string? ip, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (session.Over(now) is { } over)
            return (null, over);
        var successor = await db.RefreshTokens.SingleOrDefaultAsync(each => each.Id == found.SuccessorId, cancellationToken);
        var outcome = found.Judge(successor, now);
        if (outcome == RefreshOutcome.Stolen)
            await EndAsync(session, SessionEnd.Reused, AccountEvents.Reused, ip, AuditOutcome.Denied, cancellationToken);
        if (outcome != RefreshOutcome.Accepted)
            return (null, session.Over(now));
        var (token, hash) = Make();
        db.RefreshTokens.Add(found.Succeed(session, successor, hash, now));
        await db.SaveChangesAsync(cancellationToken);
        return (Answer(session, token, now), null);
    }

    /// <summary>Finds the token and holds its session's row; what it returns was read since.</summary>
    private async Task<(Session Session, RefreshToken Token)?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MostTokenLength)
            return null;
        var hash = Hash(token);
        if (await db.RefreshTokens.Where(each => each.Hash == hash).Select(each => (Guid?)each.SessionId).SingleOrDefaultAsync(cancellationToken) is not { } id)
            return null;
        await db.HoldSessionAsync(id, cancellationToken);
        var found = await db.RefreshTokens.SingleOrDefaultAsync(each => each.Hash == hash, cancellationToken);
        var session = await db.Sessions.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        return session is null || found is null ? null : (session, found);
    }

    /// <summary>It ends once, and is written down once: its tokens may be sent again by whoever kept them.</summary>
    private async Task EndAsync(Session session, SessionEnd why, string action, string? ip, AuditOutcome outcome, CancellationToken cancellationToken)
    {
        if (!session.TryEnd(why, time.GetUtcNow()))
            return;
        await db.SaveChangesAsync(cancellationToken);
        await WriteDownAsync(action, session, ip, outcome, cancellationToken);
    }

    /// <summary>Ends the oldest that are too many.</summary>
    private async Task MakeRoomAsync(Guid userId, string? ip, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tooMany = await db.Sessions.Lasting(now).Where(each => each.UserId == userId)
            .OrderByDescending(each => each.Id).Skip(Session.MostPerAccount).Select(each => each.Id).ToListAsync(cancellationToken);
        foreach (var id in tooMany)
        {
            await db.HoldSessionAsync(id, cancellationToken);
            await EndAsync(await db.Sessions.SingleAsync(each => each.Id == id, cancellationToken), SessionEnd.Crowded, AccountEvents.SignedOut, ip, AuditOutcome.Done, cancellationToken);
        }
    }

    private async Task WriteDownAsync(string action, Session of, string? ip, AuditOutcome outcome, CancellationToken cancellationToken)
    {
        var user = (await db.Users.FindAsync([of.UserId], cancellationToken))!;
        object? detail = of.EndReason is { } why and not (SessionEnd.Left or SessionEnd.Reused) ? new { why } : null;
        await audit.AddAsync(AccountEvents.Of(user, action, $"session {of.Id}", ip, detail) with { Outcome = outcome }, cancellationToken);
    }

    private TokenResponse Answer(Session session, string token, DateTimeOffset now)
    {
        var (access, seconds) = accessTokens.Issue(session, now);
        return new TokenResponse(access, token, seconds);
    }

    private static (string Token, byte[] Hash) Make()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        return (token, Hash(token));
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
