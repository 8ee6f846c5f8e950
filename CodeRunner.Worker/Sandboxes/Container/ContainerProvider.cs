using System.Net.Sockets;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using CodeRunner.Worker.Sandboxes.Metering;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Sandboxes of a container engine's making, one container each: Docker, podman, or either with gVisor as its runtime.</summary>
internal sealed partial class ContainerProvider(IOptions<SandboxOptions> sandboxes, IOptions<ContainerOptions> options, ILogger<ContainerProvider> logger, TimeProvider? time = null)
    : SupervisedProvider(logger, time)
{
    public const string ProviderName = "container";
    private const string StartFailed = "start_failed";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(30);
    private readonly Lock _making = new();
    private ContainerNode? _node;

    public override string Name => ProviderName;

    /// <summary>One, because it has a connection to the engine; made anew after a failure, which a Lazy of one thread would remember.</summary>
    private ContainerNode Node
    {
        get
        {
            lock (_making)
                return _node ??= new ContainerNode(sandboxes.Value, options.Value, Time);
        }
    }

    public override async Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Node.CapabilitiesOf(await Node.AskEngineAsync(cancellationToken));
        }
        catch (Exception away) when (IsAway(away))
        {
            return new SandboxCapabilities(
                Name, MemoryLimit: false, CpuLimit: false, PidsLimit: false, DiskLimit: false, OwnHostUid: false,
                [$"The container engine at {options.Value.Endpoint} does not answer ({away.Message}): no container can start."]);
        }
    }

    public override async Task<ResolvedImage> ResolveImageAsync(string name, Action<string> say, CancellationToken cancellationToken)
    {
        try
        {
            return await Node.Images.ResolveAsync(name, say, cancellationToken);
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new SandboxException("engine_away", "The container engine of this node does not answer.", away);
        }
    }

    public override Task<IReadOnlyList<PulledImage>> ListImagesAsync(CancellationToken cancellationToken) => Task.FromResult(Node.Images.Pulled());

    public override async Task<bool> RemoveImageAsync(PulledImage image, CancellationToken cancellationToken)
    {
        try
        {
            return await Node.Images.RemoveAsync(image, cancellationToken);
        }
        catch (Exception away) when (IsAway(away))
        {
            return false;
        }
    }

    public override async Task PrepareAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await Node.EnsureImageAsync(spec, cancellationToken);
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new SandboxException("engine_away", "The container engine of this node does not answer.", away);
        }
    }

    protected override Task<NodeDirectory> OpenNodeAsync(CancellationToken cancellationToken) => Task.FromResult(Node.Directory);

    protected override async Task StartAsync(SandboxSpec spec, SandboxDirectory directory, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await new ContainerStart(Node, sandboxes.Value, options.Value, spec, now).RunAsync(directory, cancellationToken);
        }
        catch (DockerApiException refused)
        {
            throw new SandboxException(StartFailed, $"The container could not be made: {EngineWords.ForPeople(EngineWords.Of(refused))}", refused);
        }
        catch (SandboxException failed) when (failed.Code == StartFailed)
        {
            throw new SandboxException(StartFailed, EngineWords.ForPeople(failed.Message), failed);
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new SandboxException("engine_away", "The container engine of this node does not answer.", away);
        }
    }

    protected override async ValueTask<Stream> ConnectAsync(SandboxDirectory directory, SandboxRecord record, int port, CancellationToken cancellationToken) =>
        await AppConnection.OpenAsync(directory, port, cancellationToken);

    protected override IReadOnlyList<int> FindListeningPorts(SandboxDirectory directory, SandboxRecord record) =>
        directory.ReadShim()?.Init is { IsAlive: true } init ? ListeningPorts.Of(init.Pid) : [];

    protected override ISandboxMeter OpenMeter(SandboxRecord record, ProcessIdentity init, DiskMeter? disk) =>
        SandboxMeter.Open(init, ProcessGroups.Of(init.Pid), TasksOf(init), disk);

    protected override Task<Strain?> FindStrainAsync(SandboxDirectory directory, SandboxRecord record, CancellationToken cancellationToken) =>
        ContainerStrain.FindAsync(Node.Engine, Node.NameOf(record.Id), cancellationToken);

    protected override async Task EndRestAsync(Guid id)
    {
        var container = Node.NameOf(id);
        using var limit = new CancellationTokenSource(EndPatience);
        try
        {
            await Node.Engine.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = "SIGKILL" }, limit.Token);
            await Node.Engine.Containers.WaitContainerAsync(container, limit.Token);
        }
        catch (DockerApiException)
        {
            // There is none, or it does not run.
        }
        catch (Exception away) when (IsAway(away))
        {
            LogNotEnded(id, away.Message);
        }
    }

    protected override async Task RemoveRestAsync(Guid id, SandboxRecord? record, CancellationToken cancellationToken)
    {
        try
        {
            await Node.RemoveAsync(Node.NameOf(id), cancellationToken);
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new IOException("The container engine of this node does not answer.", away);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _node?.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsAway(Exception e) => e is HttpRequestException or SocketException or TimeoutException or IOException;

    private static int TasksOf(ProcessIdentity init)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{init.Pid}/task").Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The container of sandbox {Id} could not be ended: {Reason}")]
    private partial void LogNotEnded(Guid id, string reason);
}
