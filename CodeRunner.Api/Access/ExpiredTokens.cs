using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Deletes refresh tokens, API tokens and sessions that were over a while ago, and wrong passwords of then, some at a time: that there was a session stays in the audit log.</summary>
internal sealed class ExpiredTokens(IServiceScopeFactory scopes, TimeProvider time, ILogger<ExpiredTokens> logger)
    : UpkeepLoop(TimeSpan.FromMinutes(10), time, logger)
{
    private const int Batch = 1000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    // People see meanwhile why a machine is let in no more.
    private static readonly TimeSpan ApiTokensKept = TimeSpan.FromDays(30);

    private readonly TimeProvider time = time;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var limit = time.GetUtcNow() - Kept;
        var old = db.RefreshTokens.Where(token => token.ExpiresAt < limit).OrderBy(token => token.ExpiresAt).Take(Batch).Select(token => token.Id);
        await db.RefreshTokens.Where(token => old.Contains(token.Id)).ExecuteDeleteAsync(cancellationToken);
        await ForgetSessionsAsync(db, limit, cancellationToken);
        await db.SignInPlaces.Where(place => place.FailedAt < limit).ExecuteDeleteAsync(cancellationToken);
        var longAgo = time.GetUtcNow() - ApiTokensKept;
        var forgotten = db.ApiTokens.Where(token => token.ExpiresAt < longAgo).OrderBy(token => token.ExpiresAt).Take(Batch).Select(token => token.Id);
        await db.ApiTokens.Where(token => forgotten.Contains(token.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>The tokens of one go first: in a month of use it had thousands.</summary>
    private static async Task ForgetSessionsAsync(CodeRunnerDb db, DateTimeOffset limit, CancellationToken cancellationToken)
    {
        var over = db.Sessions.Where(session => session.ExpiresAt < limit || session.EndedAt < limit).Select(session => session.Id);
        var tokens = db.RefreshTokens.Where(token => over.Contains(token.SessionId)).OrderBy(token => token.Id).Take(Batch).Select(token => token.Id);
        await db.RefreshTokens.Where(token => tokens.Contains(token.Id)).ExecuteDeleteAsync(cancellationToken);
        var bare = over.Where(id => !db.RefreshTokens.Any(token => token.SessionId == id)).OrderBy(id => id).Take(Batch);
        await db.Sessions.Where(session => bare.Contains(session.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
