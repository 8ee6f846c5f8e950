using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Configuration;

/// <summary>The versions of the project's, the environment's and the deployment's own configuration that a release runs with; null as 0, which is empty.</summary>
public sealed record ConfigPins(int? Shared, int? Environment, int? Own)
{
    public bool IsEmpty => (Shared ?? 0) + (Environment ?? 0) + (Own ?? 0) == 0;

    /// <summary>Whose they are, and which, the weakest first.</summary>
    public IReadOnlyList<(ConfigScope Scope, int Number)> Of(Guid projectId, EnvironmentName environment, Guid deploymentId) =>
    [
        (new ConfigScope(projectId), Shared ?? 0),
        (new ConfigScope(projectId, environment), Environment ?? 0),
        (new ConfigScope(projectId, environment, deploymentId), Own ?? 0),
    ];

    /// <summary>Whether any of them was changed since.</summary>
    public bool IsOlderThan(ConfigPins now) =>
        (Shared ?? 0, Environment ?? 0, Own ?? 0) != (now.Shared ?? 0, now.Environment ?? 0, now.Own ?? 0);
}
