using Azure.Provisioning.AppContainers;

namespace CodeRunner.AppHost.Publishing;

/// <summary>Azure Container Apps for the dashboard and the Api, Azure's PostgreSQL and Redis. Workers are elsewhere: Container Apps has no right and no engine for sandboxes.</summary>
internal sealed class AzureTarget : Target
{
    private const int MostCopies = 5;

    public override string Name => "azure";

    public override int Copies => 2;

    // With passwords, which Aspire keeps in a key vault: the services and the Workers elsewhere connect as they do everywhere.
    public override IResourceBuilder<IResourceWithConnectionString> AddDatabase(IDistributedApplicationBuilder builder) =>
        builder.AddAzurePostgresFlexibleServer("postgres").WithPasswordAuthentication().AddDatabase("db");

    public override IResourceBuilder<IResourceWithConnectionString> AddRedis(IDistributedApplicationBuilder builder) =>
        builder.AddAzureManagedRedis("redis").WithAccessKeyAuthentication();

    public override void Place(IDistributedApplicationBuilder builder, Parts parts, string sandboxes)
    {
        builder.AddAzureContainerAppEnvironment("coderunner");
        parts.Api.PublishAsAzureContainerApp((_, app) => app.Template.Scale.MaxReplicas = MostCopies);
        parts.Web.PublishAsAzureContainerApp((_, app) =>
        {
            app.Template.Scale.MaxReplicas = MostCopies;
            // A page's circuit lives in the copy that drew it.
            app.Configuration.Ingress.StickySessionsAffinity = StickySessionAffinity.Sticky;
        });
    }
}
