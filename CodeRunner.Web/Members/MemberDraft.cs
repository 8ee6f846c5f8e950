using CodeRunner.Contracts.Projects;

namespace CodeRunner.Web.Members;

/// <summary>What a form says of a member, and what of it is to be sent: what nobody touched stays as it is.</summary>
public sealed class MemberDraft
{
    private static readonly EnvironmentName[] UsuallyRevealed = [EnvironmentName.Development, EnvironmentName.Staging];

    private readonly HashSet<EnvironmentName> before;

    public MemberDraft(MemberResponse? of)
    {
        Role = of?.Role ?? ProjectRole.Developer;
        Environments = [.. of?.ByName ?? []];
        before = [.. of?.Reveal ?? UsuallyRevealed];
        Reveal = [.. before];
    }

    public ProjectRole Role { get; set; }

    /// <summary>None for all.</summary>
    public HashSet<EnvironmentName> Environments { get; }

    public HashSet<EnvironmentName> Reveal { get; }

    public bool ChoosesEnvironments => Role != ProjectRole.Owner;

    public bool ChoosesReveal => Role > ProjectRole.Viewer;

    /// <summary>Where the role reaches the configuration, and so where revealing matters.</summary>
    public bool ReachesConfiguration(EnvironmentName environment) => Role switch
    {
        ProjectRole.Viewer => false,
        ProjectRole.Developer => Environments.Contains(environment) || (environment == EnvironmentName.Development && Environments.Count == 0),
        ProjectRole.Maintainer => Environments.Count == 0 || Environments.Contains(environment),
        _ => true,
    };

    public MemberRequest ToRequest() => new(
        Role,
        ChoosesEnvironments && Environments.Count > 0 ? [.. Environments.Order()] : null,
        Reveal.SetEquals(before) ? null : [.. Reveal.Order()]);
}
