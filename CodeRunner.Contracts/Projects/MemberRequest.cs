namespace CodeRunner.Contracts.Projects;

/// <summary>
/// <see cref="Environments"/>: which ones the role holds for; null for all. <see cref="Reveal"/>: in which of them secrets may be revealed; null for what is usual,
/// which is never production.
/// </summary>
public sealed record MemberRequest(ProjectRole? Role, IReadOnlyList<EnvironmentName>? Environments = null, IReadOnlyList<EnvironmentName>? Reveal = null);
