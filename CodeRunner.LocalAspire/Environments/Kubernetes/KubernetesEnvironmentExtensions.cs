using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using CodeRunner.LocalAspire.Environments;

namespace Aspire.Hosting;

/// <summary>Adds the environment that writes a Helm chart.</summary>
public static class KubernetesEnvironmentExtensions
{
    public static IResourceBuilder<KubernetesEnvironmentResource> AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name) =>
        builder.OnlyRuns(new KubernetesEnvironmentResource(name), "Aspire.Hosting.Kubernetes");

    public static IResourceBuilder<KubernetesEnvironmentResource> WithProperties(
        this IResourceBuilder<KubernetesEnvironmentResource> builder, Action<KubernetesEnvironmentResource> configure)
    {
        configure(builder.Resource);
        return builder;
    }

    public static IResourceBuilder<KubernetesEnvironmentResource> WithDashboard(this IResourceBuilder<KubernetesEnvironmentResource> builder, bool enabled = true) => builder;
}
