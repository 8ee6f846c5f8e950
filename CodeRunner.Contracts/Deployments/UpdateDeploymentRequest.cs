namespace CodeRunner.Contracts.Deployments;

/// <summary>PATCH: what is left out stays; an empty text clears a command or path. A new health path, limits or egress
/// make a new release of the same artifact; runtime and commands count from the next build on, the drain at once.</summary>
public sealed record UpdateDeploymentRequest(
    string? Name = null,
    Runtime? Runtime = null,
    string? BuildCommand = null,
    string? StartCommand = null,
    string? HealthPath = null,
    LimitsRequest? Limits = null,
    Egress? Egress = null,
    int? DrainSeconds = null)
{
    /// <summary>Holds at once, without a new release.</summary>
    public IngressLimitsRequest? Ingress { get; init; }

    /// <summary>Ids of the templates of variables whose required keys each later release must have; [] for none.</summary>
    public IReadOnlyList<string>? VariableTemplates { get; init; }
}
