namespace Azure.Provisioning.AppContainers;

/// <summary>What all revisions of an app share.</summary>
public class ContainerAppConfiguration
{
    public ContainerAppIngressConfiguration Ingress { get; set; } = new();
}
