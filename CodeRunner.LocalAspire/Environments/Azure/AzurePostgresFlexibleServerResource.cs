namespace Aspire.Hosting.Azure;

/// <summary>A server of Azure Database for PostgreSQL.</summary>
public class AzurePostgresFlexibleServerResource : AzureProvisioningResource
{
    internal AzurePostgresFlexibleServerResource(string name)
        : base(name)
    {
    }
}
