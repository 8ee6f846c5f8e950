using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes;

/// <summary>A cluster.</summary>
public sealed class KubernetesEnvironmentResource(string name) : Resource(name)
{
    /// <summary>What volumes are made of: emptydir, hostpath or pvc.</summary>
    public string DefaultStorageType { get; set; } = "emptydir";
}
