using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Tokens;

/// <summary>
/// An API token. <see cref="Environments"/> is null for wherever its maker's role holds; <see cref="CreatedBy"/> is the maker's e-mail address; <see cref="LastUsedAt"/> is
/// exact to a minute; <see cref="Starts"/> are the secret's first characters; until <see cref="FormerEndsAt"/> the secret before counts too. <see cref="Token"/>, the secret
/// itself, is in the answer that made it, and never again.
/// </summary>
public sealed record ApiTokenResponse(
    Guid Id,
    Guid ProjectId,
    string Name,
    ProjectRole Role,
    IReadOnlyList<EnvironmentName>? Environments,
    IReadOnlyList<EnvironmentName> Reveal,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string Starts,
    DateTimeOffset? FormerEndsAt,
    string? Token = null)
{
    /// <summary>Without the secret: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(ApiTokenResponse)} {{ {Id} }}";
}
