using System.Formats.Tar;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Worker.Sandboxes.Swarm;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Tests.EndToEnd.Deploy;

/// <summary>A copy of deploy/ with a .env of its own, on the first machine of the tests' swarm, in whose directory it lies and goes.</summary>
internal sealed class Installation
{
    public const string Dashboard = "coderunner.test";
    public const string Api = "api.coderunner.test";
    public const string Apps = "apps.test";
    private const string RootCertificate = "/data/caddy/pki/authorities/local/root.crt";

    /// <summary>Of an upgrade, which waits for each copy's health and watches it for a while, beside whatever else the machine does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly PlatformImages _images;
    private readonly Dictionary<string, string> _settings;

    private Installation(PlatformImages images, string name, string directory)
    {
        (_images, Name, Folder) = (images, name, directory);
        _settings = new Dictionary<string, string>
        {
            ["COMPOSE_PROJECT_NAME"] = name,
            ["NETWORK"] = name,
            ["DASHBOARD_HOST"] = Dashboard,
            ["API_HOST"] = Api,
            ["APPS_DOMAIN"] = Apps,
            ["EDGE_TLS"] = "internal",
            ["ADDRESS"] = SwarmCluster.Shared.AddressOf(1),
            ["REGISTRY"] = images.Services,
            ["VERSION"] = "latest",
            ["APPS_REGISTRY"] = $"{images.Swarm.RegistryHost}/{name}",
            ["EDITION"] = "1",
            ["DOCKER_SOCKET"] = images.Swarm.Socket,
            ["DATA"] = Path.Combine(directory, "data"),
            ["AUDIT"] = Path.Combine(directory, "audit"),
            ["POSTGRES_IMAGE"] = images.Servers,
            ["REDIS_IMAGE"] = images.Servers,
            ["REGISTRY_IMAGE"] = images.Servers,
            ["EDGE_IMAGE"] = images.Servers,
            ["Sandboxes__Swarm__Name"] = name,
            ["Sandboxes__Swarm__Images__Python"] = images.Python,
            ["Sandboxes__Swarm__Nodes__0__Address"] = SwarmCluster.Shared.AddressOf(1),
            ["Sandboxes__Swarm__Nodes__0__Endpoint"] = "unix:///var/run/docker.sock",
        };
    }

    public string Name { get; }

    private string Folder { get; }

    /// <summary>Its files, secrets and directories are there; nothing runs.</summary>
    public static async Task<Installation> PrepareAsync(string name, params (string Key, string Value)[] settings)
    {
        var images = await PlatformImages.GetAsync();
        var installation = new Installation(images, name, Directory.CreateDirectory(Path.Combine(SwarmCluster.Shared.Root, name)).FullName);
        foreach (var (key, value) in settings) installation._settings[key] = value;
        var source = Path.Combine(Repository.Root, "deploy");
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(installation.Folder, Path.GetFileName(file)));
        await File.WriteAllLinesAsync(Path.Combine(installation.Folder, ".env"), installation._settings.Select(setting => $"{setting.Key}={setting.Value}"));
        await installation.RunAsync("sh", "secrets.sh");
        await installation.RunAsync("install", "-d", installation._settings["DATA"]);
        await installation.RunAsync("install", "-d", "-m", "700", "-o", "1654", "-g", "1654", installation._settings["AUDIT"]);
        return installation;
    }

    /// <summary>As in a shell where the .env is set and the engine is the first machine's.</summary>
    public Task<string> RunAsync(string program, params string[] arguments) => Tool.RunAsync(Folder, _settings.Concat(_images.Engine), program, arguments);

    /// <summary>A visitor who trusts the edge's authority and no other.</summary>
    public async Task<Visitor> VisitAsync()
    {
        using var engine = SwarmCluster.Shared.Connect(1);
        var root = await Eventually.BeAsync(() => TryReadRootAsync(engine), found => found is not null, "the edge has made its authority");
        return new Visitor(SwarmCluster.Shared.AddressOf(1), root!);
    }

    /// <summary>Kills one copy of a service of the stack, on whichever machine it is.</summary>
    public async Task KillOneAsync(string service)
    {
        for (var machine = 1; machine <= SwarmCluster.Machines; machine++)
        {
            using var engine = SwarmCluster.Shared.Connect(machine);
            if (await FindAsync(engine, $"com.docker.swarm.service.name={Name}_{service}") is not { } container) continue;
            await engine.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = "SIGKILL" });
            return;
        }

        throw new InvalidOperationException($"No copy of {service} runs.");
    }

    /// <summary>To another version, as the stack's file says, until each service has it. It is the same program under another name.</summary>
    public async Task UpgradeAsync(string version, IReadOnlyCollection<string> services)
    {
        foreach (var service in services)
        {
            var image = $"{_settings["REGISTRY"]}/{service}";
            await RunAsync("docker", "pull", "--quiet", $"{image}:{_settings["VERSION"]}");
            await RunAsync("docker", "tag", $"{image}:{_settings["VERSION"]}", $"{image}:{version}");
            await RunAsync("docker", "push", "--quiet", $"{image}:{version}");
        }

        _settings["VERSION"] = version;
        await RunAsync("docker", "stack", "deploy", "--compose-file", "stack.yaml", Name);
        foreach (var service in services)
            (await Eventually.BeAsync(() => UpdateOfAsync(service), state => state is not "updating", $"{service} is upgraded", Patience)).ShouldBe("completed", service);
    }

    public async Task<int> CountRunningAsync(string service)
    {
        using var manager = SwarmCluster.Shared.Connect(1);
        var tasks = await manager.Tasks.ListAsync(new TasksListParameters { Filters = SwarmEngine.Filter("service", [$"{Name}_{service}"]) });
        return tasks.Count(task => task.Status?.State == TaskState.Running);
    }

    /// <summary>Until no machine has a container of the stack, nor its ports.</summary>
    public async Task HasEndedAsync()
    {
        for (var machine = 1; machine <= SwarmCluster.Machines; machine++)
        {
            using var engine = SwarmCluster.Shared.Connect(machine);
            await Eventually.BeAsync(() => FindAsync(engine, $"com.docker.stack.namespace={Name}"), found => found is null, "the stack has ended");
        }
    }

    private async Task<string?> UpdateOfAsync(string service)
    {
        using var manager = SwarmCluster.Shared.Connect(1);
        return (await manager.Swarm.InspectServiceAsync($"{Name}_{service}")).UpdateStatus?.State ?? "updating";
    }

    private async Task<X509Certificate2?> TryReadRootAsync(IDockerClient engine)
    {
        var edge = await FindAsync(engine, $"com.docker.compose.project={Name}", "com.docker.compose.service=edge") ?? await FindAsync(engine, $"com.docker.swarm.service.name={Name}_edge");
        if (edge is null) return null;
        try
        {
            var archive = await engine.Containers.GetArchiveFromContainerAsync(edge, new ContainerPathStatParameters { Path = RootCertificate }, statOnly: false);
            await using var tar = new TarReader(archive.Stream!);
            if (await tar.GetNextEntryAsync() is not { DataStream: { } content } entry) return null;
            var pem = new byte[entry.Length];
            await content.ReadExactlyAsync(pem);
            return X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(pem));
        }
        catch (DockerApiException)
        {
            return null;
        }
    }

    private static async Task<string?> FindAsync(IDockerClient engine, params string[] labels) =>
        (await engine.Containers.ListContainersAsync(new ContainersListParameters { Filters = SwarmEngine.Filter("label", labels) })).FirstOrDefault()?.ID;
}
