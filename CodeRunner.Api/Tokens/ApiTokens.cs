using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Tokens;

/// <summary>Says which API tokens count at this moment, and for what.</summary>
internal sealed class ApiTokens(CodeRunnerDb db, TimeProvider time)
{
    /// <summary>
    /// The token whose secret this is, and when that secret ends; null when it is none, expired, revoked, its maker's account is closed or its maker is no member of its project any more. One query,
    /// whatever the reason; and one a minute that writes down the use.
    /// </summary>
    public async Task<LetIn?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!ApiTokenText.IsWellFormed(text))
            return null;
        var (hash, now) = (ApiTokenText.Hash(text), time.GetUtcNow());
        var token = await db.ApiTokens.AsNoTracking().SingleOrDefaultAsync(
            each => (each.Hash == hash || each.FormerHash == hash)
                && db.Members.Any(member => member.ProjectId == each.ProjectId && member.UserId == each.CreatedBy)
                && db.Users.Any(user => user.Id == each.CreatedBy && user.ClosedAt == null)
                && db.Projects.Any(project => project.Id == each.ProjectId && project.DeletedAt == null),
            cancellationToken);
        if (token is null)
            return null;
        var rotation = token.RotationOf(hash);
        if (!token.Counts(rotation, now))
            return null;
        await WriteDownUseAsync(token, now, cancellationToken);
        return new LetIn(token.ScopeOf(rotation), token.CreatedBy, token.EndOf(rotation)!.Value);
    }

    private async Task WriteDownUseAsync(ApiToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var recently = now - ApiToken.UseResolution;
        if (token.LastUsedAt > recently)
            return;
        await db.ApiTokens
            .Where(each => each.Id == token.Id && (each.LastUsedAt == null || each.LastUsedAt <= recently))
            .ExecuteUpdateAsync(each => each.SetProperty(one => one.LastUsedAt, now), cancellationToken);
    }

    /// <summary>What a token that counts stands for.</summary>
    internal sealed record LetIn(TokenScope Scope, Guid MadeBy, DateTimeOffset EndsAt);
}
