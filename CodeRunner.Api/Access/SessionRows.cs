using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>How sessions and accounts are held and asked for. Who needs several takes the user's row, then sessions', then the audit log's head: nobody waits in a circle.</summary>
internal static class SessionRows
{
    /// <summary>Until the caller's transaction ends. What only refers to the user, such as a session's next token, may be added meanwhile.</summary>
    public static Task HoldUserAsync(this CodeRunnerDb db, Guid id, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {id} FOR NO KEY UPDATE", cancellationToken);

    /// <summary>Until the caller's transaction ends.</summary>
    public static Task HoldSessionAsync(this CodeRunnerDb db, Guid id, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT 1 FROM sessions WHERE id = {id} FOR NO KEY UPDATE", cancellationToken);

    /// <summary>Those whose tokens count: of accounts that are open.</summary>
    public static IQueryable<Session> Counting(this CodeRunnerDb db, DateTimeOffset now) =>
        db.Sessions.Lasting(now).Where(session => db.Users.Any(user => user.Id == session.UserId && user.ClosedAt == null));

    /// <summary>Ends all that last of a user's, but for the one to <paramref name="keep"/>; answers how many those were. In the caller's transaction.</summary>
    public static async Task<int> EndSessionsAsync(this CodeRunnerDb db, Guid userId, SessionEnd why, Guid? keep, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.HoldUserAsync(userId, cancellationToken);
        return await db.Sessions.Lasting(now).Where(session => session.UserId == userId && session.Id != keep)
            .ExecuteUpdateAsync(each => each.SetProperty(one => one.EndedAt, now).SetProperty(one => one.EndReason, why), cancellationToken);
    }
}
