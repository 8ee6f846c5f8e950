using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Ends sessions from another one of the same account. Each is written down in the same transaction.</summary>
internal sealed class OwnSessions(CodeRunnerDb db, AuditTrail audit, TimeProvider time)
{
    public Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid id, Caller caller, CancellationToken cancellationToken) => db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
        async () =>
        {
            await db.HoldSessionAsync(id, cancellationToken);
            var session = await db.Sessions.SingleOrDefaultAsync(each => each.Id == id && each.UserId == caller.Id, cancellationToken);
            if (session?.TryEnd(SessionEnd.Ended, time.GetUtcNow()) != true)
                return Refusal.NotFound();
            await db.SaveChangesAsync(cancellationToken);
            await WriteDownAsync($"session {id}", caller, null, cancellationToken);
            return TypedResults.NoContent();
        },
        cancellationToken);

    public Task<int> EndOthersAsync(Caller caller, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            var count = await db.EndSessionsAsync(caller.Id, SessionEnd.Ended, caller.SessionId, time.GetUtcNow(), cancellationToken);
            if (count > 0)
                await WriteDownAsync("all other sessions", caller, new { count }, cancellationToken);
            return count;
        },
        cancellationToken);

    private async Task WriteDownAsync(string target, Caller caller, object? detail, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(each => each.Id == caller.Id, cancellationToken);
        await audit.AddAsync(AccountEvents.Of(user, AccountEvents.Revoked, target, caller.Ip, detail), cancellationToken);
    }
}
