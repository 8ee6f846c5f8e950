using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Contracts.Deployments;

/// <summary><see cref="Release"/> is the one that serves, or the newest where none does.</summary>
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
    DateTimeOffset CreatedAt)
{
    public IngressLimits Ingress { get; init; } = IngressLimits.Default;
}
