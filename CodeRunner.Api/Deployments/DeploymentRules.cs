using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Templates;

namespace CodeRunner.Api.Deployments;

/// <summary>What a deployment's settings may be.</summary>
internal static class DeploymentRules
{
    private const int MostCommandLength = 2000;
    private const int MostPathLength = 500;

    public static Faults Check(CreateDeploymentRequest request) => new Faults()
        .Name(request.Name)
        .Check(request.Environment is not null, "environment", "It is needed: development, staging or production.")
        .Settings(request.Runtime, request.BuildCommand, request.StartCommand, request.HealthPath, request.Limits)
        .Ingress(request.Ingress)
        .Instances(request.Instances)
        .Drain(request.DrainSeconds);

    public static Faults Check(UpdateDeploymentRequest request)
    {
        var faults = new Faults().Settings(request.Runtime, request.BuildCommand, request.StartCommand, request.HealthPath, request.Limits)
            .Ingress(request.Ingress)
            .Drain(request.DrainSeconds)
            .Check(request.VariableTemplates is not { Count: > TemplateRules.MostNeeded }, "variableTemplates", $"A deployment may need {TemplateRules.MostNeeded} templates.")
            .Check(request.VariableTemplates?.All(id => id is not null) != false, "variableTemplates", "Each must be the id of a template.");
        return request.Name is null ? faults : faults.Name(request.Name);
    }

    public static Faults Check(ScaleRequest request) => new Faults().Check(request.Instances is not null, "instances", "It is needed.").Instances(request.Instances);

    public static Limits Merge(this Limits limits, LimitsRequest? request) => request is null ? limits : new(
        request.Cpus ?? limits.Cpus, request.MemoryMb ?? limits.MemoryMb, request.Pids ?? limits.Pids, request.DiskMb ?? limits.DiskMb);

    public static IngressLimits Merge(this IngressLimits limits, IngressLimitsRequest? request) => request is null ? limits : new(
        request.MaxBodyMb ?? limits.MaxBodyMb, request.MaxConcurrent ?? limits.MaxConcurrent);

    /// <summary>What is left out stays; an empty text goes back to what is detected.</summary>
    public static BuildSettings Merge(this BuildSettings settings, Runtime? runtime, string? build, string? start, string? healthPath) => new()
    {
        Runtime = runtime ?? settings.Runtime,
        BuildCommand = Merge(settings.BuildCommand, build),
        StartCommand = Merge(settings.StartCommand, start),
        HealthPath = Merge(settings.HealthPath, healthPath),
    };

    private static string? Merge(string? kept, string? given) => given is null ? kept : string.IsNullOrWhiteSpace(given) ? null : given.Trim();

    private static Faults Name(this Faults faults, string? name) => faults
        .Length(name, "name", 1, ProjectEndpoints.MostNameLength)
        .Check(!(name ?? "").Any(char.IsControl), "name", "It must not have control characters.");

    private static Faults Settings(this Faults faults, Runtime? runtime, string? build, string? start, string? healthPath, LimitsRequest? limits) => faults
        .Command(build, "buildCommand")
        .Command(start, "startCommand")
        .Check(string.IsNullOrWhiteSpace(healthPath) || IsPath(healthPath.Trim()), "healthPath", "It must be a path that begins with \"/\".")
        .Check(limits?.Cpus is null or (>= 0.1 and <= 8), "limits.cpus", "It must be 0.1 to 8.")
        .Range(limits?.MemoryMb, "limits.memoryMb", 32, 8192, " MB")
        .Range(limits?.Pids, "limits.pids", 8, 1024)
        .Range(limits?.DiskMb, "limits.diskMb", 16, 10240, " MB");

    private static Faults Command(this Faults faults, string? command, string field) => faults
        .Check((command ?? "").Length <= MostCommandLength, field, $"It must have at most {MostCommandLength} characters.")
        .Check(!(command ?? "").Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t')), field, "It must not have control characters.");

    private static Faults Ingress(this Faults faults, IngressLimitsRequest? limits) => faults
        .Range(limits?.MaxBodyMb, "ingress.maxBodyMb", 1, 10240, " MB")
        .Range(limits?.MaxConcurrent, "ingress.maxConcurrent", 1, 10000);

    private static Faults Instances(this Faults faults, int? instances) => faults.Range(instances, "instances", 1, Deployment.MostInstances);

    private static Faults Drain(this Faults faults, int? seconds) => faults.Range(seconds, "drainSeconds", 0, Deployment.MostDrainSeconds, " s");

    private static bool IsPath(string path) =>
        path.Length <= MostPathLength && path[0] == '/' && path.All(letter => letter is > ' ' and < (char)127);
}
