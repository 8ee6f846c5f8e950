using CodeRunner.Contracts.Projects;

namespace CodeRunner.Web.Members;

/// <summary>Rights in words for people.</summary>
public static class MemberWords
{
    public static string Of(ProjectRole role) => role switch
    {
        ProjectRole.Viewer => T("Sees all, the values of variables excepted."),
        ProjectRole.Developer => T("Deploys. Reads and writes the configuration of development, and of what is chosen below."),
        ProjectRole.Maintainer => T("Also changes settings, and every environment's configuration."),
        _ => T("Also says who is a member, reads the audit log and deletes the project."),
    };

    /// <summary>A role's name, as it stands alone.</summary>
    public static string Name(ProjectRole role) => role switch
    {
        ProjectRole.Viewer => T("Viewer"),
        ProjectRole.Developer => T("Developer"),
        ProjectRole.Maintainer => T("Maintainer"),
        _ => T("Owner"),
    };

    /// <summary>A role's name within a sentence.</summary>
    public static string Word(ProjectRole role) => role switch
    {
        ProjectRole.Viewer => T("viewer"),
        ProjectRole.Developer => T("developer"),
        ProjectRole.Maintainer => T("maintainer"),
        _ => T("owner"),
    };

    public static string Reveals(MemberResponse member) => Reveals(member.MayReveal);

    /// <summary>Where somebody's or something's right to see secrets holds.</summary>
    public static string Reveals(IReadOnlyCollection<EnvironmentName> environments) =>
        environments.Count == 0 ? T("reveals no secrets") : T("reveals secrets in {0}", List(environments));

    private static string List(IEnumerable<EnvironmentName> environments) => string.Join(", ", environments.Select(each => each.ToString().ToLowerInvariant()));
}
