using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Configuration;

/// <summary>
/// Whose configuration it is: a project's (shared by its environments), an environment's, or a deployment's own. The latter override the former; a deployment's has its
/// environment too.
/// </summary>
public sealed record ConfigScope(Guid ProjectId, EnvironmentName? Environment = null, Guid? DeploymentId = null)
{
    /// <summary>Where its variables have effect.</summary>
    public IReadOnlyList<EnvironmentName> Environments => Environment is { } one ? [one] : Enum.GetValues<EnvironmentName>();

    /// <summary>As it is named in the audit log.</summary>
    public string Name => DeploymentId is { } deployment ? $"deployment {deployment}" : Environment?.ToString().ToLowerInvariant() ?? "shared";
}
