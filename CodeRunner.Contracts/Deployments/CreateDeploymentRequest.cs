using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Deployments;

/// <summary>Name and environment are needed. Runtime and commands are detected from the source where they are left out.</summary>
public sealed record CreateDeploymentRequest(
    string Name,
    EnvironmentName? Environment,
    Runtime? Runtime = null,
    string? BuildCommand = null,
    string? StartCommand = null,
    string? HealthPath = null,
    LimitsRequest? Limits = null,
    int? Instances = null,
    Egress? Egress = null,
    int? DrainSeconds = null)
{
    public IngressLimitsRequest? Ingress { get; init; }
}
