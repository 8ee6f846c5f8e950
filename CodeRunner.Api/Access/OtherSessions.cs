using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

internal static class OtherSessions
{
    /// <summary>
    /// Ends the sessions of an account but for the one that is named, in the caller's transaction, which holds the account. How many ended. Each is locked first: a refresh that is
    /// under way would leave a token behind.
    /// </summary>
    public static async Task<int> EndSessionsAsync(this CodeRunnerDb db, Guid userId, Guid? but, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            SELECT pg_advisory_xact_lock(hashtextextended('session ' || family_id, 0)) FROM (
                SELECT DISTINCT family_id FROM refresh_tokens WHERE user_id = {userId} AND revoked_at IS NULL AND family_id IS DISTINCT FROM {but} ORDER BY family_id) AS families
            """,
            cancellationToken);
        var others = db.RefreshTokens.Where(token => token.UserId == userId && token.RevokedAt == null && token.FamilyId != but);
        var ended = await others.Where(token => token.ExpiresAt > now).Select(token => token.FamilyId).Distinct().CountAsync(cancellationToken);
        await others.ExecuteUpdateAsync(token => token.SetProperty(one => one.RevokedAt, now), cancellationToken);
        return ended;
    }
}
