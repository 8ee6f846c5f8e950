using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes;

/// <summary>The way into a cluster.</summary>
public class KubernetesIngressResource(string name, KubernetesEnvironmentResource environment)
    : Resource(name), IResourceWithParent<KubernetesEnvironmentResource>
{
    public KubernetesEnvironmentResource Parent { get; } = environment;
}
