using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Idempotency;

/// <summary>Deletes answers that are no longer replayed, some at a time.</summary>
internal sealed class OldAnswers(IServiceScopeFactory scopes, TimeProvider time, ILogger<OldAnswers> logger)
    : UpkeepLoop(TimeSpan.FromMinutes(10), time, logger)
{
    private const int Batch = 1000;

    private readonly TimeProvider time = time;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var limit = time.GetUtcNow() - IdempotentAnswer.Life;
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM idempotent_answers WHERE ctid IN (SELECT ctid FROM idempotent_answers WHERE created_at <= {limit} LIMIT {Batch})", cancellationToken);
    }
}
