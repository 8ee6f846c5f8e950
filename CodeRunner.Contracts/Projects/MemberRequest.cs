namespace CodeRunner.Contracts.Projects;

/// <summary><see cref="Environments"/>: which ones the role holds for; null for all.</summary>
public sealed record MemberRequest(ProjectRole? Role, IReadOnlyList<EnvironmentName>? Environments = null);
