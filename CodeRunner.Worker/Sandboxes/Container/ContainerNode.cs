using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>What this node's containers share. The engine may be away at any time; what it says of itself is asked for once it is there.</summary>
internal sealed class ContainerNode : IDisposable
{
    private const int RemovalAttempts = 100;
    private static readonly TimeSpan RemovalPause = TimeSpan.FromMilliseconds(100);
    private readonly SandboxOptions _sandboxes;
    private readonly ContainerOptions _options;
    private readonly SemaphoreSlim _gate = new(1);
    private EngineFacts? _facts;

    public ContainerNode(SandboxOptions sandboxes, ContainerOptions options, TimeProvider time)
    {
        (_sandboxes, _options) = (sandboxes, options);
        Directory = new NodeDirectory(sandboxes.DataDirectory);
        Directory.DeleteRest();
        Uids = new HostUids(Directory, sandboxes);
        Engine = new DockerClientBuilder().WithEndpoint(new Uri(options.Endpoint)).Build();
        Images = new EngineImages(Engine, options, new PulledImages(Path.Combine(Directory.Path, "images"), time));
        Network = new ContainerNetwork(sandboxes);
        InitProgram = Path.GetFullPath(sandboxes.ShimPath);
        HasInit = StaticProgram.Is(InitProgram);
    }

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    public NodeDirectory Directory { get; }

    public HostUids Uids { get; }

    public IDockerClient Engine { get; }

    public EngineImages Images { get; }

    public ContainerNetwork Network { get; }

    /// <summary>The shim, which is the first process of every container too.</summary>
    public string InitProgram { get; }

    /// <summary>Whether the shim can be the first process of any container.</summary>
    public bool HasInit { get; }

    public string NameOf(Guid sandbox) => ContainerNames.Of(Directory.Name, sandbox);

    /// <summary>The uid of sandboxes where the Worker may not choose: its own.</summary>
    public uint OwnUid => TreeOwner.Of(Directory.Path);

    public async Task<EngineFacts> AskEngineAsync(CancellationToken cancellationToken)
    {
        if (_facts is { } known) return known;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_facts is { } asked) return asked;
            var facts = await EngineFacts.AskAsync(Engine, cancellationToken);
            await RemoveLeftoversAsync(cancellationToken);
            return _facts = facts;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The image that the sandbox runs in, pulled where it is not there.</summary>
    public Task<ImageInspectResponse> EnsureImageAsync(SandboxSpec spec, CancellationToken cancellationToken) =>
        spec.Image is { } pinned ? Images.EnsurePinnedAsync(pinned, cancellationToken) : Images.EnsureAsync(_options.Images.For(spec.Runtime), cancellationToken);

    public SandboxCapabilities CapabilitiesOf(EngineFacts facts) => EngineCapabilities.Of(facts, _options, _sandboxes.ShimPath, IsRoot, HasInit) with { Internet = Network.CanReachInternet };

    public async Task RemoveAsync(string container, CancellationToken cancellationToken)
    {
        for (var attempt = 0; !await TryRemoveAsync(container, cancellationToken); attempt++)
        {
            if (attempt == RemovalAttempts) throw new IOException($"The container {container} is being removed and does not go.");
            await Task.Delay(RemovalPause, cancellationToken);
        }
    }

    /// <summary>False while another is removing it, and until then what it had mounted is in use; or when the engine failed at it, as Podman may while the container is ending.</summary>
    private async Task<bool> TryRemoveAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await Engine.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
            return true;
        }
        catch (DockerApiException gone) when (gone.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (DockerApiException busy) when (busy.StatusCode is System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.InternalServerError)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Images.Dispose();
        Engine.Dispose();
        _gate.Dispose();
    }

    /// <summary>Containers of sandboxes of which nothing else is left. A directory comes first at a start, so none is taken too early.</summary>
    private async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{ContainerNames.NodeLabel}={Directory.Name}"] = true } };
        foreach (var container in await Engine.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, cancellationToken))
            if (container.Labels.TryGetValue(ContainerNames.SandboxLabel, out var label) && Guid.TryParse(label, out var id) && Directory.Find(id) is null)
                await RemoveAsync(container.ID, cancellationToken);
    }
}
