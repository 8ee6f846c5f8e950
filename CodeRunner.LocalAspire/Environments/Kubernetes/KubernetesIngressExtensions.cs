using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using CodeRunner.LocalAspire.Environments;

namespace Aspire.Hosting;

/// <summary>Lets people outside of a cluster in.</summary>
public static class KubernetesIngressExtensions
{
    public static IResourceBuilder<KubernetesIngressResource> AddIngress(this IResourceBuilder<KubernetesEnvironmentResource> builder, string name) =>
        builder.ApplicationBuilder.OnlyRuns(new KubernetesIngressResource(name, builder.Resource), "Aspire.Hosting.Kubernetes");

    public static IResourceBuilder<KubernetesIngressResource> WithHostname(
        this IResourceBuilder<KubernetesIngressResource> builder, IResourceBuilder<ParameterResource> hostname) => builder;

    public static IResourceBuilder<KubernetesIngressResource> WithPath(
        this IResourceBuilder<KubernetesIngressResource> builder, string path, EndpointReference endpoint, IngressPathType pathType = IngressPathType.Prefix) => builder;

    public static IResourceBuilder<KubernetesIngressResource> WithTls(this IResourceBuilder<KubernetesIngressResource> builder) => builder;
}
