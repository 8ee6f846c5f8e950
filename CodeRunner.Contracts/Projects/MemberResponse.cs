namespace CodeRunner.Contracts.Projects;

/// <summary>
/// A member as <see cref="MemberRequest"/> takes it: the same body sent back changes nothing. <see cref="Environments"/> is null where none was named, and so the role
/// holds for all; <see cref="Reveal"/> where nothing was said of it, and so the usual holds. <see cref="MayReveal"/>: what comes of it all.
/// </summary>
public sealed record MemberResponse(
    string Email,
    string DisplayName,
    ProjectRole Role,
    IReadOnlyList<EnvironmentName>? Environments,
    IReadOnlyList<EnvironmentName>? Reveal,
    IReadOnlyList<EnvironmentName> MayReveal);
