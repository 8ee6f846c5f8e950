namespace Aspire.Hosting.Azure;

/// <summary>What is made in Azure for a resource.</summary>
public sealed class AzureResourceInfrastructure
{
    private AzureResourceInfrastructure()
    {
    }
}
