namespace Aspire.Hosting.Azure.AppContainers;

/// <summary>An environment of Azure Container Apps.</summary>
public class AzureContainerAppEnvironmentResource : AzureProvisioningResource
{
    internal AzureContainerAppEnvironmentResource(string name)
        : base(name)
    {
    }
}
