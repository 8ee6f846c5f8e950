namespace CodeRunner.Contracts.Projects;

public sealed record CreateProjectRequest(string Name);
