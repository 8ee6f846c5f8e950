using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Azure;

/// <summary>A database of such a server.</summary>
public class AzurePostgresFlexibleServerDatabaseResource : Resource, IResourceWithConnectionString
{
    internal AzurePostgresFlexibleServerDatabaseResource(string name)
        : base(name)
    {
    }

    /// <exception cref="NotSupportedException">Always: only Azure knows it.</exception>
    public ReferenceExpression ConnectionStringExpression => throw new NotSupportedException("Azure tells it when the server is there.");
}
