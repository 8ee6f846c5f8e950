namespace CodeRunner.Contracts.Projects;

public sealed record MemberResponse(string Email, string DisplayName, ProjectRole Role, IReadOnlyList<EnvironmentName> Environments);
