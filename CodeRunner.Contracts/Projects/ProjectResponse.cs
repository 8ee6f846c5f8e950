namespace CodeRunner.Contracts.Projects;

/// <summary><see cref="Role"/> is the caller's.</summary>
public sealed record ProjectResponse(Guid Id, string Name, string Slug, ProjectRole Role, DateTimeOffset CreatedAt, int LogDays);
