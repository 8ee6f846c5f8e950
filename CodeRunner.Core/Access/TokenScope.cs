using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Projects;

namespace CodeRunner.Core.Access;

/// <summary>
/// What a token lets through of its maker's rights. Without <paramref name="Environments"/>: in all of them; <paramref name="Reveals"/>: where secrets may be revealed.
/// <paramref name="Rotation"/> says which of the token's secrets was shown.
/// </summary>
public sealed record TokenScope(Guid Id, string Name, int Rotation, Guid ProjectId, ProjectRole Role, EnvironmentName[] Environments, EnvironmentName[] Reveals)
{
    private static readonly EnvironmentName[] Everywhere = Enum.GetValues<EnvironmentName>();

    /// <summary>Whether a member of just this scope would have the right, each environment granted by name. Not more than that: the maker must have the right too.</summary>
    public bool Allows(Right right, EnvironmentName? environment) =>
        new Member(ProjectId, Guid.Empty, Role, Environments.Length == 0 ? Everywhere : Environments, default, Reveals).Allows(right, environment);
}
