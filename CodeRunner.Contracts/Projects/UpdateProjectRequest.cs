namespace CodeRunner.Contracts.Projects;

/// <summary>What is left out stays as it is. <see cref="LogDays"/>: how long log lines are kept.</summary>
public sealed record UpdateProjectRequest(string? Name = null, int? LogDays = null);
