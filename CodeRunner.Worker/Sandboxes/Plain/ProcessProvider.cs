using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.View;
using CodeRunner.Worker.Sandboxes.Metering;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes.Plain;

/// <summary>
/// No isolation at all: apps are processes of the Worker's own user. For a developer's machine that has neither bubblewrap nor a container engine, and all of
/// whose apps are the developer's. They are supervised by a shim as sandboxes are, and outlive the Worker.
/// </summary>
internal sealed partial class ProcessProvider(IOptions<SandboxOptions> options, ILogger<ProcessProvider> logger, TimeProvider? time = null) : SupervisedProvider(logger, time)
{
    public const string ProviderName = "process";

    private readonly Lazy<(NodeDirectory Directory, HostPorts Ports)> _node = new(() => FindNode(options.Value, logger), LazyThreadSafetyMode.PublicationOnly);

    public override string Name => ProviderName;

    public override Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(new SandboxCapabilities(
        Name, MemoryLimit: false, CpuLimit: false, PidsLimit: false, DiskLimit: false, OwnHostUid: false,
        [
            "NOTHING IS ISOLATED: every app may do and read what the Worker may. Use bubblewrap or container wherever an app is not your own.",
            "The memory limit is not enforced by the process provider.",
            "The CPU limit is not enforced by the process provider.",
            "The number of processes limit is not enforced by the process provider.",
            "The disk limit is not enforced by the kernel: an app's files are measured every few seconds, and one that has more is ended.",
            "The network is the machine's own: egress is not limited by the process provider.",
        ])
    { Internet = true });

    protected override Task<NodeDirectory> OpenNodeAsync(CancellationToken cancellationToken) => Task.FromResult(_node.Value.Directory);

    protected override async Task StartAsync(SandboxSpec spec, SandboxDirectory directory, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (spec.Image is not null) throw ImageSupport.Missing(Name);
        int? port = spec.Listens ? _node.Value.Ports.Take(spec.Id) : null;
        directory.WriteRecord(new SandboxRecord(
            spec.Id, spec.Labels, spec.Purpose, now, port, Uid: null, SandboxGroups.None, ProcessIdentity.Of(Environment.ProcessId)!));
        var app = await Task.Run(() => ProcessStart.PrepareFiles(spec, directory), cancellationToken);
        var instruction = new LaunchInstruction
        {
            StateDirectory = directory.Path,
            Program = [],
            SandboxArguments = [],
            Plain = ProcessStart.MakeProgram(spec, app, port, SystemView.Discover(Environment.GetEnvironmentVariable("PATH")).SearchPath),
            OpenFiles = options.Value.OpenFiles,
            Measured = spec.Purpose == SandboxPurpose.Instance ? MeasuredFiles.Of(directory, spec.Limits, options.Value) : null,
            Secrets = spec.Secrets,
            SegmentBytes = options.Value.SegmentBytes,
            OutputBytes = options.Value.OutputBytes,
        };
        instruction = instruction with { Plain = instruction.Plain with { Environment = new Dictionary<string, string>(instruction.Plain.Environment) { [MarkedProcesses.Variable] = $"{spec.Id:N}" } } };
        await ShimLauncher.LaunchAsync(options.Value.ShimPath, instruction, options.Value.StartTimeout, cancellationToken);
    }

    protected override async ValueTask<Stream> ConnectAsync(SandboxDirectory directory, SandboxRecord record, int port, CancellationToken cancellationToken) =>
        await LoopbackConnection.OpenAsync(port, cancellationToken);

    protected override IReadOnlyList<int> FindListeningPorts(SandboxDirectory directory, SandboxRecord record) => [];

    protected override ISandboxMeter OpenMeter(SandboxRecord record, ProcessIdentity init, DiskMeter? disk) => new TreeMeter(init, ownProcesses: 0, disk);

    /// <summary>What it had started does not end with its shim: nothing holds these processes together but a mark that they inherit.</summary>
    protected override Task EndRestAsync(Guid id) => Task.Run(() => MarkedProcesses.KillAll(id));

    protected override Task RemoveRestAsync(Guid id, SandboxRecord? record, CancellationToken cancellationToken)
    {
        if (record?.Port is { } port) _node.Value.Ports.Release(port);
        return Task.CompletedTask;
    }

    private static (NodeDirectory Directory, HostPorts Ports) FindNode(SandboxOptions options, ILogger logger)
    {
        var directory = new NodeDirectory(options.DataDirectory);
        directory.DeleteRest();
        var ports = new HostPorts(directory);
        ports.ReleaseAllBut(id => directory.Find(id) is not null);
        LogNoIsolation(logger);
        return (directory, ports);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Apps on this node run WITHOUT ANY ISOLATION: each may do and read what the Worker may")]
    private static partial void LogNoIsolation(ILogger logger);
}
