using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Azure;
using CodeRunner.LocalAspire.Environments;

namespace Aspire.Hosting;

/// <summary>Adds Azure's PostgreSQL, which nothing stands in for: it is only published.</summary>
public static class AzurePostgresExtensions
{
    private const string Package = "Aspire.Hosting.Azure.PostgreSQL";

    public static IResourceBuilder<AzurePostgresFlexibleServerResource> AddAzurePostgresFlexibleServer(this IDistributedApplicationBuilder builder, string name) =>
        throw MissingPackage.Of(Package);

    public static IResourceBuilder<AzurePostgresFlexibleServerDatabaseResource> AddDatabase(
        this IResourceBuilder<AzurePostgresFlexibleServerResource> builder, string name, string? databaseName = null) => throw MissingPackage.Of(Package);

    public static IResourceBuilder<AzurePostgresFlexibleServerResource> WithPasswordAuthentication(
        this IResourceBuilder<AzurePostgresFlexibleServerResource> builder,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null) => throw MissingPackage.Of(Package);
}
