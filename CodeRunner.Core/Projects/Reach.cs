using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Access;

namespace CodeRunner.Core.Projects;

/// <summary>What a caller may do in a project: all that the membership allows and, for a token, of that what its scope lets through.</summary>
public sealed record Reach(Member Member, TokenScope? Scope = null)
{
    private static readonly EnvironmentName[] Everywhere = Enum.GetValues<EnvironmentName>();

    /// <summary>The lesser of the two.</summary>
    public ProjectRole Role => Scope is { } scope && scope.Role < Member.Role ? scope.Role : Member.Role;

    public bool ReadsEverywhere => AllowsEverywhere(Right.Read);

    /// <summary>Both are asked, each by its own rules: a grant by name that only one of them has gives nothing.</summary>
    public bool Allows(Right right, EnvironmentName? environment) =>
        Member.Allows(right, environment) && (Scope is null || (Scope.ProjectId == Member.ProjectId && Scope.Allows(right, environment)));

    public bool AllowsEverywhere(Right right) => Array.TrueForAll(Everywhere, environment => Allows(right, environment));
}
