using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;
using CodeRunner.LocalAspire.Environments;

namespace Aspire.Hosting;

/// <summary>Adds the environment that writes a compose file.</summary>
public static class DockerComposeEnvironmentExtensions
{
    public static IResourceBuilder<DockerComposeEnvironmentResource> AddDockerComposeEnvironment(this IDistributedApplicationBuilder builder, string name) =>
        builder.OnlyRuns(new DockerComposeEnvironmentResource(name), "Aspire.Hosting.Docker");

    public static IResourceBuilder<DockerComposeEnvironmentResource> WithDashboard(this IResourceBuilder<DockerComposeEnvironmentResource> builder, bool enabled = true) => builder;
}
