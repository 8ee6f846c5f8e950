using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Configuration;

/// <summary>One version of a configuration: who made it, when and why, and all its keys. It never changes; version 0 is the empty one, which is not stored.</summary>
public sealed class ConfigVersion
{
    private ConfigVersion()
    {
    }

    public ConfigVersion(ConfigScope scope, int number, IReadOnlyList<ConfigEntry> entries, Guid? createdBy, string? reason, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ProjectId, Environment, DeploymentId) = (scope.ProjectId, scope.Environment, scope.DeploymentId);
        Number = number;
        Entries = entries;
        CreatedBy = createdBy;
        CreatedAt = now;
        Reason = reason;
    }

    public Guid Id { get; private set; }

    public Guid ProjectId { get; private set; }

    public EnvironmentName? Environment { get; private set; }

    public Guid? DeploymentId { get; private set; }

    /// <summary>Counts from 1.</summary>
    public int Number { get; private set; }

    /// <summary>By key.</summary>
    public IReadOnlyList<ConfigEntry> Entries { get; private set; } = [];

    public Guid? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Why it was made, in its author's words.</summary>
    public string? Reason { get; private set; }

    public ConfigScope Scope => new(ProjectId, Environment, DeploymentId);
}
