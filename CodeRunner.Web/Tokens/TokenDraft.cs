using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Tokens;

namespace CodeRunner.Web.Tokens;

/// <summary>What a form says of a new token.</summary>
public sealed class TokenDraft
{
    public string Name { get; set; } = "";

    public ProjectRole Role { get; set; } = ProjectRole.Developer;

    /// <summary>None for wherever the maker's role holds.</summary>
    public HashSet<EnvironmentName> Environments { get; } = [];

    public HashSet<EnvironmentName> Reveal { get; } = [];

    public int Days { get; set; } = 90;

    public bool ChoosesReveal => Role > ProjectRole.Viewer;

    /// <summary>Where the token holds, and so where revealing can be chosen.</summary>
    public bool Reaches(EnvironmentName environment) => ChoosesReveal && (Environments.Count == 0 || Environments.Contains(environment));

    public ApiTokenRequest ToRequest(DateTimeOffset now)
    {
        var reveal = Reveal.Where(Reaches).Order().ToArray();
        return new ApiTokenRequest(Name.Trim(), Role, Environments.Count == 0 ? null : [.. Environments.Order()], reveal.Length == 0 ? null : reveal, now.AddDays(Days));
    }
}
