using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;

namespace CodeRunner.AppHost.Publishing;

/// <summary>One server with Docker, which is a swarm of one machine for the apps: the Worker has its socket.</summary>
internal sealed class ComposeTarget : Target
{
    private const string Socket = "/var/run/docker.sock";
    private const string Always = "unless-stopped";
    private const string Data = "/var/lib/coderunner";

    public override string Name => "compose";

    public override bool StartsInOrder => true;

    public override string Sandboxes => SandboxFit.Swarm;

    public override IResourceBuilder<IResourceWithConnectionString> AddDatabase(IDistributedApplicationBuilder builder) =>
        builder.AddPostgres("postgres").WithDataVolume("coderunner-postgres").PublishAsDockerComposeService((_, compose) =>
        {
            compose.Restart = Always;
            compose.Healthcheck = Check("5s", "pg_isready", "-h", "127.0.0.1", "-U", "postgres");
        }).AddDatabase("db");

    public override IResourceBuilder<IResourceWithConnectionString> AddRedis(IDistributedApplicationBuilder builder) =>
        builder.AddRedis("redis").WithDataVolume("coderunner-redis").WithPersistence().PublishAsDockerComposeService((_, compose) => compose.Restart = Always);

    public override void Place(IDistributedApplicationBuilder builder, Parts parts, string sandboxes)
    {
        // Aspire's own dashboard would show every log line to whoever finds its port.
        builder.AddDockerComposeEnvironment("compose").WithDashboard(false);
        // A server that has been started does not yet answer, and what migrates asks once.
        parts.Migrations.PublishAsDockerComposeService((_, compose) => compose.DependsOn["postgres"].Condition = "service_healthy");
        KeepUp(parts.Api, "CodeRunner.Api.dll");
        KeepUp(parts.Web, "CodeRunner.Web.dll");
        KeepUp(parts.Worker, "CodeRunner.Worker.dll");
        if (sandboxes == SandboxFit.Swarm)
            JoinSwarm(builder, parts.Worker);
    }

    private static void JoinSwarm(IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> worker) =>
        worker.WithEnvironment("Node__DataDirectory", Data)
            .WithEnvironment("Ingress__Shared", "false")
            .WithEnvironment("Sandboxes__Swarm__Registry", builder.AddParameter("swarm-registry").WithDescription("Where images of apps are pushed to and pulled from: 127.0.0.1:5000/coderunner"))
            .WithEnvironment("Sandboxes__Swarm__Nodes__0__Address", builder.AddParameter("swarm-address").WithDescription("The server's address as the swarm knows it (docker node inspect self)"))
            .WithEnvironment("Sandboxes__Swarm__Nodes__0__Endpoint", "unix://" + Socket)
            .PublishAsDockerComposeService((_, compose) => GiveEngine(compose));

    /// <summary>Compose has no probes over HTTP, and the images no other program that could ask: the service asks itself, with its argument `health`.</summary>
    private static void KeepUp(IResourceBuilder<ProjectResource> service, string program) => service.PublishAsDockerComposeService((_, compose) =>
    {
        compose.Restart = Always;
        compose.Healthcheck = Check("10s", "dotnet", $"/app/{program}", "health");
    });

    private static Healthcheck Check(string interval, params string[] command) => new()
    {
        Test = ["CMD", .. command],
        Interval = interval,
        Timeout = "6s",
        StartPeriod = "120s",
        Retries = 3,
    };

    /// <summary>Who may use the socket is root on the machine, so the user is no further right. The engine mounts what builds write: the path is the same inside and outside.</summary>
    private static void GiveEngine(Service worker)
    {
        worker.User = "0";
        worker.AddVolume(Mount("engine", Socket)).AddVolume(Mount("data", Data));
    }

    private static Volume Mount(string name, string path) => new() { Name = name, Type = "bind", Source = path, Target = path };
}
