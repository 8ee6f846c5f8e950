using CodeRunner.Contracts.Projects;

namespace CodeRunner.Web.Members;

/// <summary>Rights in words for people.</summary>
public static class MemberWords
{
    public static string Of(ProjectRole role) => role switch
    {
        ProjectRole.Viewer => "Sees all, the values of variables excepted.",
        ProjectRole.Developer => "Deploys. Reads and writes the configuration of development, and of what is chosen below.",
        ProjectRole.Maintainer => "Also changes settings, and every environment's configuration.",
        _ => "Also says who is a member, reads the audit log and deletes the project.",
    };

    public static string Reveals(MemberResponse member) => member.MayReveal.Count == 0 ? "reveals no secrets" : $"reveals secrets in {List(member.MayReveal)}";

    public static string List(IEnumerable<EnvironmentName> environments) => string.Join(", ", environments.Select(each => each.ToString().ToLowerInvariant()));
}
