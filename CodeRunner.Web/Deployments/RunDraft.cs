using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Web.Deployments;

/// <summary>How an app is built and run: the part of the form that a new deployment and the settings share.</summary>
public sealed class RunDraft
{
    public Runtime? Runtime { get; set; }

    public string? BuildCommand { get; set; }

    public string? StartCommand { get; set; }

    public string? HealthPath { get; set; }

    public Egress? Egress { get; set; }

    public int? DrainSeconds { get; set; }

    public double? Cpus { get; set; }

    public int? MemoryMb { get; set; }

    public int? Pids { get; set; }

    public int? DiskMb { get; set; }

    public int? MaxBodyMb { get; set; }

    public int? MaxConcurrent { get; set; }

    public static RunDraft Of(DeploymentResponse deployment) => new()
    {
        Runtime = deployment.Runtime,
        BuildCommand = deployment.BuildCommand,
        StartCommand = deployment.StartCommand,
        HealthPath = deployment.HealthPath,
        Egress = deployment.Egress,
        DrainSeconds = deployment.DrainSeconds,
        Cpus = deployment.Limits.Cpus,
        MemoryMb = deployment.Limits.MemoryMb,
        Pids = deployment.Limits.Pids,
        DiskMb = deployment.Limits.DiskMb,
        MaxBodyMb = deployment.Ingress.MaxBodyMb,
        MaxConcurrent = deployment.Ingress.MaxConcurrent,
    };

    public LimitsRequest? Limits() =>
        Cpus is null && MemoryMb is null && Pids is null && DiskMb is null ? null : new LimitsRequest(Cpus, MemoryMb, Pids, DiskMb);

    public IngressLimitsRequest? Ingress() => MaxBodyMb is null && MaxConcurrent is null ? null : new IngressLimitsRequest(MaxBodyMb, MaxConcurrent);

    /// <summary>Only what differs from the deployment, so that a change of a command makes no release for the limits' sake.</summary>
    public UpdateDeploymentRequest ChangesTo(DeploymentResponse current)
    {
        var limits = new LimitsRequest(
            Cpus != current.Limits.Cpus ? Cpus : null,
            MemoryMb != current.Limits.MemoryMb ? MemoryMb : null,
            Pids != current.Limits.Pids ? Pids : null,
            DiskMb != current.Limits.DiskMb ? DiskMb : null);
        var ingress = new IngressLimitsRequest(
            MaxBodyMb != current.Ingress.MaxBodyMb ? MaxBodyMb : null,
            MaxConcurrent != current.Ingress.MaxConcurrent ? MaxConcurrent : null);
        return new UpdateDeploymentRequest(
            Runtime: Runtime != current.Runtime ? Runtime : null,
            BuildCommand: Changed(BuildCommand, current.BuildCommand),
            StartCommand: Changed(StartCommand, current.StartCommand),
            HealthPath: Changed(HealthPath, current.HealthPath),
            Limits: limits == new LimitsRequest() ? null : limits,
            Egress: Egress != current.Egress ? Egress : null,
            DrainSeconds: DrainSeconds != current.DrainSeconds ? DrainSeconds : null)
        {
            Ingress = ingress == new IngressLimitsRequest() ? null : ingress,
        };
    }

    /// <summary>Whether instances are replaced for it.</summary>
    public static bool Releases(UpdateDeploymentRequest changes) => changes is not { Limits: null, Egress: null, HealthPath: null };

    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // An empty text clears, null leaves as it is.
    private static string? Changed(string? text, string? current) => OrNull(text) == OrNull(current) ? null : OrNull(text) ?? "";
}
