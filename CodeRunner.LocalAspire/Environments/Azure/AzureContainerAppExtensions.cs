using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Azure.AppContainers;
using CodeRunner.LocalAspire.Environments;

namespace Aspire.Hosting;

/// <summary>Adds Azure Container Apps.</summary>
public static class AzureContainerAppExtensions
{
    public static IResourceBuilder<AzureContainerAppEnvironmentResource> AddAzureContainerAppEnvironment(this IDistributedApplicationBuilder builder, string name) =>
        builder.OnlyRuns(new AzureContainerAppEnvironmentResource(name), "Aspire.Hosting.Azure.AppContainers");
}
