namespace CodeRunner.Contracts.Projects;

/// <summary>
/// A member as <see cref="MemberRequest"/> takes it: the same body sent back changes nothing. <see cref="Environments"/>: all that the role holds for.
/// <see cref="ByName"/>: those of them that were granted by name; none where the role holds for all by itself. <see cref="Reveal"/> is null where nothing was said of it,
/// and so the usual holds. <see cref="MayReveal"/>: what comes of it all.
/// </summary>
public sealed record MemberResponse(
    string Email,
    string DisplayName,
    ProjectRole Role,
    IReadOnlyList<EnvironmentName> Environments,
    IReadOnlyList<EnvironmentName> ByName,
    IReadOnlyList<EnvironmentName>? Reveal,
    IReadOnlyList<EnvironmentName> MayReveal);
