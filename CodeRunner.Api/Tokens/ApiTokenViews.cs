using CodeRunner.Contracts.Tokens;
using CodeRunner.Core.Access;

namespace CodeRunner.Api.Tokens;

internal static class ApiTokenViews
{
    /// <summary>Without the secret, which nobody has.</summary>
    public static ApiTokenResponse Show(ApiToken token, string createdBy) => new(
        token.Id,
        token.ProjectId,
        token.Name,
        token.Role,
        token.Environments.Length == 0 ? null : token.Environments,
        token.Reveals,
        createdBy,
        token.CreatedAt,
        token.ExpiresAt,
        token.LastUsedAt,
        token.Starts,
        token.FormerEndsAt);
}
