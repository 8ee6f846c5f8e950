using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Azure;
using CodeRunner.LocalAspire.Environments;

namespace Aspire.Hosting;

/// <summary>Adds Azure's Redis, which nothing stands in for: it is only published.</summary>
public static class AzureManagedRedisExtensions
{
    private const string Package = "Aspire.Hosting.Azure.Redis";

    public static IResourceBuilder<AzureManagedRedisResource> AddAzureManagedRedis(this IDistributedApplicationBuilder builder, string name) =>
        throw MissingPackage.Of(Package);

    public static IResourceBuilder<AzureManagedRedisResource> WithAccessKeyAuthentication(this IResourceBuilder<AzureManagedRedisResource> builder) =>
        throw MissingPackage.Of(Package);
}
