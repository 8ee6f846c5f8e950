using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Azure;

/// <summary>Azure Managed Redis.</summary>
public class AzureManagedRedisResource : AzureProvisioningResource, IResourceWithConnectionString
{
    internal AzureManagedRedisResource(string name)
        : base(name)
    {
    }

    /// <exception cref="NotSupportedException">Always: only Azure knows it.</exception>
    public ReferenceExpression ConnectionStringExpression => throw new NotSupportedException("Azure tells it when the server is there.");
}
