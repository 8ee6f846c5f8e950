namespace CodeRunner.AppHost.Publishing;

/// <summary>A Helm chart. Workers are elsewhere: pods have no swarm's socket, and a node's own engine is not an app's to use.</summary>
internal sealed class KubernetesTarget : Target
{
    public override string Name => "kubernetes";

    public override IResourceBuilder<IResourceWithConnectionString> AddDatabase(IDistributedApplicationBuilder builder) =>
        // A new disk has a directory lost+found, and PostgreSQL begins only in an empty one.
        builder.AddPostgres("postgres").WithDataVolume("coderunner-postgres").WithEnvironment("PGDATA", "/var/lib/postgresql/data/coderunner").AddDatabase("db");

    public override void Place(IDistributedApplicationBuilder builder, Parts parts, string sandboxes)
    {
        // Without "pvc" a volume ends with its pod. Aspire's own dashboard would show every log line to whoever reaches it.
        var cluster = builder.AddKubernetesEnvironment("kubernetes").WithProperties(all => all.DefaultStorageType = "pvc").WithDashboard(false);
        var host = builder.AddParameter("dashboard-host").WithDescription("The dashboard's name, such as coderunner.example.org");
        cluster.AddIngress("edge").WithHostname(host).WithPath("/", parts.Web.GetEndpoint("http")).WithTls();
        parts.Api.WithEnvironment("Ingress__ReservedHosts__0", host);
    }
}
