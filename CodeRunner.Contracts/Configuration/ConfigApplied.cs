namespace CodeRunner.Contracts.Configuration;

/// <summary>The releases that were made, and what could not be restarted, with why.</summary>
public sealed record ConfigApplied(IReadOnlyList<AppliedRelease> Releases, IReadOnlyList<string> Problems);
