using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Deletes refresh tokens and API tokens that expired a while ago, some at a time.</summary>
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
        var longAgo = time.GetUtcNow() - ApiTokensKept;
        var forgotten = db.ApiTokens.Where(token => token.ExpiresAt < longAgo).OrderBy(token => token.ExpiresAt).Take(Batch).Select(token => token.Id);
        await db.ApiTokens.Where(token => forgotten.Contains(token.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
