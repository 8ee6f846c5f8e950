using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Projects;

public sealed class Member
{
    private Member()
    {
    }

    public Member(Guid projectId, Guid userId, ProjectRole role, EnvironmentName[] environments, DateTimeOffset now)
    {
        ProjectId = projectId;
        UserId = userId;
        Role = role;
        Environments = environments;
        CreatedAt = now;
    }

    public Guid ProjectId { get; private set; }

    public Guid UserId { get; private set; }

    public ProjectRole Role { get; private set; }

    /// <summary>Where the role holds; empty for everywhere.</summary>
    public EnvironmentName[] Environments { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public bool Covers(EnvironmentName environment) => Environments.Length == 0 || Environments.Contains(environment);

    /// <summary>Whether the role has the right: in <paramref name="environment"/>, or for the project itself (null). An owner's role holds everywhere.</summary>
    public bool Allows(Right right, EnvironmentName? environment) =>
        Role >= Needed(right) && (Role == ProjectRole.Owner || environment is not { } one || Covers(one));

    public void Change(ProjectRole role, EnvironmentName[] environments)
    {
        Role = role;
        Environments = environments;
    }

    private static ProjectRole Needed(Right right) => right switch
    {
        Right.Read => ProjectRole.Viewer,
        Right.Deploy => ProjectRole.Developer,
        Right.Configure => ProjectRole.Maintainer,
        _ => ProjectRole.Owner,
    };
}
