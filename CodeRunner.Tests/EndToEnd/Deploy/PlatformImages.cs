using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Worker.Sandboxes.Swarm;

namespace CodeRunner.Tests.EndToEnd.Deploy;

/// <summary>The images of Api, Web and Worker in the registry of the tests' swarm, made as an operator makes them, of what the tests were built with.</summary>
internal sealed class PlatformImages
{
    private static readonly Lazy<Task<PlatformImages>> Made = new(() => Task.Run(MakeAsync));

    private PlatformImages(SwarmOptions swarm) => Swarm = swarm;

    public SwarmOptions Swarm { get; }

    /// <summary>Where the services' images are.</summary>
    public string Services => $"{Swarm.RegistryHost}/coderunner";

    public string Servers => $"{Swarm.RegistryHost}/standins/servers";

    public string Python => $"{Swarm.RegistryHost}/standins/python";

    private string Dotnet => $"{Swarm.RegistryHost}/standins/dotnet";

    /// <summary>The first machine's engine, which manages the swarm.</summary>
    public IReadOnlyDictionary<string, string> Engine => new Dictionary<string, string> { ["DOCKER_HOST"] = Swarm.Endpoint };

    public static Task<PlatformImages> GetAsync() => Made.Value;

    private static async Task<PlatformImages> MakeAsync()
    {
        var images = new PlatformImages(await SwarmCluster.Shared.OptionsAsync("deployed"));
        await StandIns.ImportDotnetAsync(images.Engine, images.Dotnet);
        await Tool.RunAsync("/", images.Engine, "docker", "push", images.Dotnet);
        await Task.WhenAll(images.PublishAsync(), StandIns.ImportServersAsync(images.Engine, images.Servers), StandIns.ImportPythonAsync(images.Engine, images.Python));
        return images;
    }

    private Task PublishAsync() => Tool.RunAsync(
        Repository.Root, new Dictionary<string, string> { ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = Swarm.RegistryHost },
        "dotnet", "msbuild", "deploy/images.proj", "-m", "-nologo", "-v:quiet", $"-p:Configuration={new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name}",
        $"-p:ContainerBaseImage={Dotnet}:latest", $"-p:ContainerRegistry={Swarm.RegistryHost}");
}
