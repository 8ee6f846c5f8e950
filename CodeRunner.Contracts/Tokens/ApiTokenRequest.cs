using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Tokens;

/// <summary>
/// A token for a machine, named once in its project. <see cref="Role"/> is at most maintainer, and nothing reaches further than its maker does. <see cref="Environments"/>:
/// where it holds; null for wherever its maker's role does. <see cref="Reveal"/>: where it may reveal secrets; null for nowhere. <see cref="ExpiresAt"/>: at most a year
/// from now; null for 90 days.
/// </summary>
public sealed record ApiTokenRequest(
    string? Name,
    ProjectRole? Role,
    IReadOnlyList<EnvironmentName>? Environments = null,
    IReadOnlyList<EnvironmentName>? Reveal = null,
    DateTimeOffset? ExpiresAt = null);
