namespace Aspire.Hosting.Azure;

/// <summary>What Azure makes of a description in C#.</summary>
public class AzureProvisioningResource : AzureBicepResource
{
    internal AzureProvisioningResource(string name)
        : base(name)
    {
    }
}
