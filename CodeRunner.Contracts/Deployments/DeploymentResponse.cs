using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Contracts.Deployments;

/// <summary>
/// <see cref="Release"/> is the one that serves, or the newest where none does; <see cref="Newest"/> is the newest in any case, with why it failed. <see cref="DrainSeconds"/>:
/// how long requests in flight may go on in an instance that ends.
/// </summary>
public sealed record DeploymentResponse(
    Guid Id,
    Guid ProjectId,
    string Name,
    string Slug,
    EnvironmentName Environment,
    DeploymentState State,
    Reason? Reason,
    string Url,
    int DesiredInstances,
    Limits Limits,
    ReleaseSummary? Release,
    IReadOnlyList<InstanceResponse> Instances,
    Runtime? Runtime,
    string? BuildCommand,
    string? StartCommand,
    string? HealthPath,
    Egress Egress,
    DateTimeOffset CreatedAt,
    int DrainSeconds = 30,
    ReleaseOutcome? Newest = null)
{
    /// <summary>Alerts that fire now.</summary>
    public int FiringAlerts { get; init; }

    /// <summary>Null where it has neither scaling policies nor schedules.</summary>
    public DeploymentScaling? Scaling { get; init; }

    public IngressLimits Ingress { get; init; } = IngressLimits.Default;

    /// <summary>Ids of the templates of variables whose required keys a release must have.</summary>
    public IReadOnlyList<string> VariableTemplates { get; init; } = [];

    /// <summary>Null where nothing serves.</summary>
    public RunningConfiguration? Configuration { get; init; }
}
