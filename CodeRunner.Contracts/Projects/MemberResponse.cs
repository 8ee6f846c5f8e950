namespace CodeRunner.Contracts.Projects;

/// <summary><see cref="Reveal"/>: where the member may reveal secrets.</summary>
public sealed record MemberResponse(
    string Email, string DisplayName, ProjectRole Role, IReadOnlyList<EnvironmentName> Environments, IReadOnlyList<EnvironmentName> Reveal);
