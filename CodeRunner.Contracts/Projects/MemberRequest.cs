namespace CodeRunner.Contracts.Projects;

/// <summary>
/// <see cref="Environments"/>: which ones the role holds for; null for all, without a grant of any by name. <see cref="Reveal"/>: in which of them secrets may be
/// revealed; null keeps what was said before, and for a new member what is usual, which is never production. <see cref="ByName"/>: those that are granted by name, where a
/// list of all would leave it open whether they are; null when <see cref="Environments"/> says it.
/// </summary>
public sealed record MemberRequest(ProjectRole? Role, IReadOnlyList<EnvironmentName>? Environments = null, IReadOnlyList<EnvironmentName>? Reveal = null, IReadOnlyList<EnvironmentName>? ByName = null);
