using Microsoft.Extensions.Configuration;

namespace CodeRunner.AppHost;

/// <summary>What differs when the cloud runs on a developer's machine rather than being published.</summary>
internal static class RunMode
{
    /// <summary>Where this run keeps its data and writes its endpoints: `.run` of the repository, unless the launcher says otherwise.</summary>
    public static string RunDirectory(this IDistributedApplicationBuilder builder) =>
        builder.Configuration["CODERUNNER_RUN"] is { Length: > 0 } given
            ? given
            : Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".run"));

    /// <summary>The port that people see, as the launcher chose it (`Ports:Apps`), or <paramref name="usual"/>.</summary>
    public static int PortOf(this IDistributedApplicationBuilder builder, string name, int usual) =>
        builder.Configuration.GetValue($"Ports:{name}", usual);

    /// <summary>The launcher's choice, or else the port of the launch profile.</summary>
    public static IResourceBuilder<ProjectResource> WithChosenPort(this IResourceBuilder<ProjectResource> project) =>
        project.ApplicationBuilder.Configuration.GetValue<int?>($"Ports:{project.Resource.Name}") is { } port
            ? project.WithEndpoint("http", endpoint => endpoint.Port = port)
            : project;

    /// <summary>Apps' addresses on this machine end with the ingress' port.</summary>
    public static void NamePortOf(this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> worker) =>
        api.WithEnvironment("Ingress__Port", ReferenceExpression.Create($"{worker.GetEndpoint("apps").Property(EndpointProperty.Port)}"));

    /// <summary>Metrics are at ports that each service chooses; a Prometheus of this machine finds them in files.</summary>
    public static void TellPrometheus(this IDistributedApplicationBuilder builder, params IResourceBuilder<ProjectResource>[] services)
    {
        foreach (var service in services)
            service.WithEnvironment("Management__TargetsDirectory", Path.Combine(builder.RunDirectory(), "prometheus"));
    }

    /// <summary>Sandboxes keep their files beside the other data, and end with Ctrl-C as the rest does.</summary>
    public static void RunSandboxesHere(this IResourceBuilder<ProjectResource> worker, IDistributedApplicationBuilder builder) => worker
        .WithEnvironment("Node__DataDirectory", Path.Combine(builder.RunDirectory(), "data", "node"))
        .WithEnvironment("Sandboxes__EndOnShutdown", "true");
}
