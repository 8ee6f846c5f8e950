using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>Says of those who were let in a while ago whether they would be now: their session lasts or their API token counts, and the account is open.</summary>
internal sealed class Callers(CodeRunnerDb db, TimeProvider time)
{
    public async Task<bool> CountsAsync(Caller caller, CancellationToken cancellationToken) => (await CountingAsync([caller], cancellationToken))(caller);

    /// <summary>Two queries, however many they are.</summary>
    public async Task<Func<Caller, bool>> CountingAsync(IReadOnlyCollection<Caller> callers, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await SessionsAsync(callers, now, cancellationToken);
        var tokens = await TokensAsync(callers, cancellationToken);
        return caller => caller.Token is { } token ? tokens.GetValueOrDefault(token.Id)?.Counts(token.Rotation, now) == true : caller.SessionId is { } session && sessions.Contains(session);
    }

    private async Task<HashSet<Guid>> SessionsAsync(IReadOnlyCollection<Caller> callers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = callers.Where(caller => caller.SessionId is not null).Select(caller => caller.SessionId!.Value).Distinct().ToArray();
        return ids.Length == 0 ? [] : await db.Counting(now).Where(session => ids.Contains(session.Id)).Select(session => session.Id).ToHashSetAsync(cancellationToken);
    }

    private async Task<Dictionary<Guid, ApiToken>> TokensAsync(IReadOnlyCollection<Caller> callers, CancellationToken cancellationToken)
    {
        var ids = callers.Where(caller => caller.Token is not null).Select(caller => caller.Token!.Id).Distinct().ToArray();
        return ids.Length == 0
            ? []
            : await db.ApiTokens.AsNoTracking().Where(token => ids.Contains(token.Id) && db.Users.Any(user => user.Id == token.CreatedBy && user.ClosedAt == null))
                .ToDictionaryAsync(token => token.Id, cancellationToken);
    }
}
