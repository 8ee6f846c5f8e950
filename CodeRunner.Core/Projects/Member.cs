using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Projects;

public sealed class Member
{
    private Member()
    {
    }

    public Member(Guid projectId, Guid userId, ProjectRole role, EnvironmentName[] environments, DateTimeOffset now, EnvironmentName[]? reveals = null)
    {
        ProjectId = projectId;
        UserId = userId;
        Role = role;
        Environments = environments;
        Reveals = reveals;
        CreatedAt = now;
    }

    public Guid ProjectId { get; private set; }

    public Guid UserId { get; private set; }

    public ProjectRole Role { get; private set; }

    /// <summary>Where the role holds; empty for everywhere.</summary>
    public EnvironmentName[] Environments { get; private set; } = [];

    /// <summary>Where secrets may be revealed, as far as the role reaches there; null for what is usual: everywhere but in production.</summary>
    public EnvironmentName[]? Reveals { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public bool Covers(EnvironmentName environment) => Environments.Length == 0 || Environments.Contains(environment);

    /// <summary>Whether the role has the right: in <paramref name="environment"/>, or for the project itself (null). An owner's role holds everywhere.</summary>
    public bool Allows(Right right, EnvironmentName? environment) =>
        Role >= Needed(right) && (environment is not { } one || (Reaches(one) && (!IsOfConfiguration(right) || AllowsConfiguration(right, one))));

    /// <summary>Without <paramref name="reveals"/>, what was said of revealing stays: a right that was taken does not come back with a change of something else.</summary>
    public void Change(ProjectRole role, EnvironmentName[] environments, EnvironmentName[]? reveals)
    {
        Role = role;
        Environments = environments;
        Reveals = reveals ?? Reveals;
    }

    /// <summary>Whether secrets of the environment may be revealed, where the role reaches at all.</summary>
    public bool MayReveal(EnvironmentName environment) => Reveals?.Contains(environment) ?? environment != EnvironmentName.Production;

    private bool Reaches(EnvironmentName environment) => Role == ProjectRole.Owner || Covers(environment);

    /// <summary>A developer's role reaches the configuration of development, and of what was granted by name.</summary>
    private bool AllowsConfiguration(Right right, EnvironmentName environment) =>
        (Role > ProjectRole.Developer || environment == EnvironmentName.Development || Environments.Contains(environment))
        && (right != Right.Reveal || MayReveal(environment));

    private static bool IsOfConfiguration(Right right) => right is Right.SeeConfiguration or Right.ChangeConfiguration or Right.Reveal;

    private static ProjectRole Needed(Right right) => right switch
    {
        Right.Read => ProjectRole.Viewer,
        Right.Deploy or Right.SeeConfiguration or Right.ChangeConfiguration or Right.Reveal => ProjectRole.Developer,
        Right.Configure => ProjectRole.Maintainer,
        _ => ProjectRole.Owner,
    };
}
