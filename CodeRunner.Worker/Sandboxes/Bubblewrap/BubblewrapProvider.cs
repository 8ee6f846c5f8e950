using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using CodeRunner.Worker.Sandboxes.Metering;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>Sandboxes of bubblewrap's making.</summary>
internal sealed partial class BubblewrapProvider : SupervisedProvider
{
    private readonly SandboxOptions _options;
    private readonly ILogger<BubblewrapProvider> _logger;
    private readonly Lock _gate = new();
    private Task<BubblewrapNode>? _node;

    public BubblewrapProvider(IOptions<SandboxOptions> options, ILogger<BubblewrapProvider> logger, TimeProvider? time = null)
        : base(logger, time) => (_options, _logger) = (options.Value, logger);

    public override string Name => "bubblewrap";

    public override async Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken)
    {
        var node = await OpenAsync(cancellationToken);
        return NodeCapabilities.Of(node, Name);
    }

    public override async Task<SandboxDisks?> OpenDisksAsync(IReadOnlyList<SandboxDisk> disks, CancellationToken cancellationToken)
    {
        var node = await OpenAsync(cancellationToken);
        try
        {
            return node.Disks.Enforced ? await HeldDisks.OpenAsync(node.Disks, disks, cancellationToken) : null;
        }
        catch (IOException e)
        {
            throw new SandboxException("disk_failed", $"The disk could not be made: {e.Message}", e);
        }
    }

    protected override async Task<NodeDirectory> OpenNodeAsync(CancellationToken cancellationToken) => (await OpenAsync(cancellationToken)).Directory;

    protected override async Task StartAsync(SandboxSpec spec, SandboxDirectory directory, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (spec.Image is not null) throw ImageSupport.Missing(Name);
        var node = await OpenAsync(cancellationToken);
        await new SandboxStart(node, _options, spec, now).RunAsync(directory, cancellationToken);
    }

    protected override async ValueTask<Stream> ConnectAsync(SandboxDirectory directory, SandboxRecord record, int port, CancellationToken cancellationToken) =>
        await AppConnection.OpenAsync(directory, port, cancellationToken);

    protected override IReadOnlyList<int> FindListeningPorts(SandboxDirectory directory, SandboxRecord record) =>
        directory.ReadShim()?.Init is { IsAlive: true } init ? ListeningPorts.Of(init.Pid) : [];

    protected override ISandboxMeter OpenMeter(SandboxRecord record, ProcessIdentity init, DiskMeter? disk) => record.Groups.Directories.Count == 0
        ? new TreeMeter(init, ownProcesses: 1, disk)
        : SandboxMeter.Open(init, record.Groups, record.Groups.OwnProcesses + (record.Internet ? 1 : 0), disk);

    protected override Task<Strain?> FindStrainAsync(SandboxDirectory directory, SandboxRecord record, CancellationToken cancellationToken) =>
        Task.FromResult(StrainMeter.Find(directory, record, _options.OpenFiles));

    protected override async Task RemoveRestAsync(Guid id, SandboxRecord? record, CancellationToken cancellationToken)
    {
        var groups = record?.Groups ?? (await OpenAsync(cancellationToken)).Groups.All().FirstOrDefault(found => found.Id == id).Groups;
        if (groups is not null) await ControlGroups.RemoveAsync(groups, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (_node is { IsCompletedSuccessfully: true, Result: var node }) node.Groups.RemoveEmptyParents();
        base.Dispose(disposing);
    }

    /// <summary>Found once for all who ask; where that failed, the next one tries again.</summary>
    private Task<BubblewrapNode> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_node is null or { IsFaulted: true }) _node = Task.Run(FindNodeAsync, CancellationToken.None);
            return _node.WaitAsync(cancellationToken);
        }
    }

    private async Task<BubblewrapNode> FindNodeAsync()
    {
        var node = await BubblewrapNode.FindAsync(_options);
        await node.RemoveLeftoversAsync(CancellationToken.None);
        foreach (var missing in NodeCapabilities.Of(node, Name).Missing) LogMissing(missing);
        return node;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandboxes on this node: {Missing}")]
    private partial void LogMissing(string missing);
}
