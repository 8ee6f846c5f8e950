using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Access.Accounts;

/// <summary>What operators do to accounts, each written down in its transaction. One at a time, and each asks anew whether it is an operator who wants it: of two who close each other, one is left.</summary>
internal sealed class AccountCommands(CodeRunnerDb db, AuditTrail audit, TimeProvider time)
{
    public Task<Results<NoContent, ProblemHttpResult>> EndSessionsAsync(string email, Caller caller, CancellationToken cancellationToken) => ChangeAsync(
        email, caller,
        async user =>
        {
            var sessions = await db.EndSessionsAsync(user.Id, SessionEnd.Operator, keep: null, time.GetUtcNow(), cancellationToken);
            return sessions > 0 ? new Change(AccountEvents.SessionsEnded, new { sessions }) : null;
        },
        cancellationToken);

    /// <summary>Never the own: so there is always an operator left who can open it again.</summary>
    public Task<Results<NoContent, ProblemHttpResult>> CloseAsync(string email, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(email, caller, user => CloseAsync(user, caller, cancellationToken), cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> OpenAsync(string email, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(email, caller, user => Task.FromResult(user.TryOpen() ? new Change(AccountEvents.Opened, null) : null), cancellationToken);

    private async Task<Change?> CloseAsync(User user, Caller caller, CancellationToken cancellationToken)
    {
        if (user.Id == caller.Id)
            return Change.Refused(Refusal.Conflict("This is your own account: another operator can close it."));
        if (!user.TryClose(time.GetUtcNow()))
            return null;
        var sessions = await db.EndSessionsAsync(user.Id, SessionEnd.Closed, keep: null, time.GetUtcNow(), cancellationToken);
        return new Change(AccountEvents.Closed, new { sessions });
    }

    /// <summary>What makes no difference is not written down.</summary>
    private Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(string email, Caller caller, Func<User, Task<Change?>> change, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                await db.LockAsync("accounts", cancellationToken);
                if (!await db.IsOperatorAsync(caller, cancellationToken))
                    return Refusal.OperatorsOnly();
                if (await db.FindHeldUserAsync(email, cancellationToken) is not { } user)
                    return Refusal.NotFound();
                if (await change(user) is not { } done)
                    return TypedResults.NoContent();
                if (done.Refusal is { } refusal)
                    return refusal;
                await db.SaveChangesAsync(cancellationToken);
                await audit.AddAsync(AuditChain.Platform, caller, done.Action, $"user {user.Email}", null, AuditOutcome.Done, done.Detail, cancellationToken);
                return TypedResults.NoContent();
            },
            cancellationToken);

    /// <summary>What was done and is to be written down, or why it was not.</summary>
    private sealed record Change(string Action, object? Detail, ProblemHttpResult? Refusal = null)
    {
        public static Change Refused(ProblemHttpResult refusal) => new("", null, refusal);
    }
}
