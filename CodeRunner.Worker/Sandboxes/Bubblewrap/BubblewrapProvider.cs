using System.Runtime.CompilerServices;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Output;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>
/// Sandboxes of bubblewrap's making, each supervised by a shim that outlives the Worker. All that is known of a sandbox is in its directory, so that
/// several Workers of a node, and later ones, see the same.
/// </summary>
internal sealed partial class BubblewrapProvider : ISandboxProvider, IDisposable
{
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);
    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<BubblewrapProvider> _logger;
    private readonly ReadinessLoop _loop = new();
    private readonly SandboxLifetimes _lifetimes;
    private readonly SandboxOutput _output;
    private readonly Lazy<Task<BubblewrapNode>> _node;

    public BubblewrapProvider(IOptions<SandboxOptions> options, ILogger<BubblewrapProvider> logger, TimeProvider? time = null)
    {
        (_options, _logger, _time) = (options.Value, logger, time ?? TimeProvider.System);
        _lifetimes = new SandboxLifetimes(_loop, _time);
        _output = new SandboxOutput(_lifetimes, new OutputChanges(_loop));
        _node = new Lazy<Task<BubblewrapNode>>(() => Task.Run(FindNodeAsync));
    }

    public string Name => "bubblewrap";

    public async Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken)
    {
        var node = await _node.Value.WaitAsync(cancellationToken);
        return NodeCapabilities.Of(node, Name);
    }

    public async Task StartAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        var node = await _node.Value.WaitAsync(cancellationToken);
        var directory = node.Directory.Create(spec.Id);
        try
        {
            await new SandboxStart(node, _options, spec, _time.GetUtcNow()).RunAsync(directory, cancellationToken);
        }
        catch (Exception e)
        {
            LogStartFailed(spec.Id, e.Message);
            await _lifetimes.EndFailedStartAsync(directory);
            await DeleteAsync(spec.Id, CancellationToken.None);
            if (e is IOException or UnauthorizedAccessException) throw new SandboxException("start_failed", $"The sandbox could not be made: {e.Message}", e);
            throw;
        }
    }

    public async Task<SandboxDisks?> OpenDisksAsync(IReadOnlyList<SandboxDisk> disks, CancellationToken cancellationToken)
    {
        var node = await _node.Value.WaitAsync(cancellationToken);
        try
        {
            return node.Disks.Enforced ? await HeldDisks.OpenAsync(node.Disks, disks, cancellationToken) : null;
        }
        catch (IOException e)
        {
            throw new SandboxException("disk_failed", $"The disk could not be made: {e.Message}", e);
        }
    }

    public async Task<IReadOnlyList<SandboxStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var node = await _node.Value.WaitAsync(cancellationToken);
        var found = new List<SandboxStatus>();
        foreach (var id in node.Directory.All())
            if (await FindAsync(id, cancellationToken) is { } status)
                found.Add(status);
        return found;
    }

    public async Task<SandboxStatus?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) return null;
        var exit = await _lifetimes.FindExitAsync(directory, record);
        return new SandboxStatus(id, record.Labels, record.Purpose, record.StartedAt, record.Port, exit);
    }

    public async Task<SandboxExit> WaitForExitAsync(Guid id, CancellationToken cancellationToken) =>
        await OpenAsync(id, cancellationToken) is var (directory, record)
            ? await _lifetimes.WaitAsync(directory, record).WaitAsync(cancellationToken)
            : new SandboxExit(null, OutOfMemory: false, _time.GetUtcNow());

    public async Task StopAsync(Guid id, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) return;
        var end = _lifetimes.WaitAsync(directory, record);
        if (end.IsCompleted) return;
        directory.WriteStop(grace);
        try
        {
            await end.WaitAsync(grace + KillPatience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogShimStuck(id);
            using (var shim = SandboxLifetimes.OpenShim(directory))
                if (shim is not null)
                    ProcessHandle.Signal(shim, ProcessHandle.SigKill);
            await end.WaitAsync(cancellationToken);
        }
    }

    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var node = await _node.Value.WaitAsync(cancellationToken);
        if (node.Directory.Find(id) is not { } directory) return;
        await StopAsync(id, TimeSpan.Zero, cancellationToken);
        if (directory.ReadRecord() is { } record)
        {
            await ControlGroups.RemoveAsync(record.Groups, cancellationToken);
        }

        await Task.Run(() => TreeDeletion.Delete(directory.Path), cancellationToken);
        _lifetimes.Forget(id);
    }

    public async IAsyncEnumerable<OutputRecord> ReadOutputAsync(Guid id, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) yield break;
        await foreach (var line in _output.ReadAsync(directory, record, afterSeq, cancellationToken))
            yield return line;
    }

    public async Task AcknowledgeOutputAsync(Guid id, long seq, CancellationToken cancellationToken)
    {
        var node = await _node.Value.WaitAsync(cancellationToken);
        if (node.Directory.Find(id) is { } directory) SandboxOutput.Acknowledge(directory, seq);
    }

    public async ValueTask<Stream> ConnectAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) throw new IOException("The sandbox is not on this node.");
        if (record.Port is not { } port) throw new IOException("The sandbox was given no port to listen on.");
        if (await _lifetimes.FindExitAsync(directory, record) is not null) throw new IOException("The sandbox has ended.");
        return await AppConnection.OpenAsync(directory, port, cancellationToken);
    }

    public async Task<IReadOnlyList<int>> FindListeningPortsAsync(Guid id, CancellationToken cancellationToken) =>
        await OpenAsync(id, cancellationToken) is var (directory, _) && directory.ReadShim()?.Init is { IsAlive: true } init ? ListeningPorts.Of(init.Pid) : [];

    public async Task<SandboxUsage?> MeasureAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) return null;
        if (await _lifetimes.FindExitAsync(directory, record) is not null) return null;
        var usage = UsageMeter.Measure(record.Groups);
        return (record.Internet ? usage?.WithoutStack() : usage) ?? ProcessUsage.Measure(directory.ReadShim()?.Init);
    }

    public void Dispose()
    {
        if (_node is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var node } }) node.Groups.RemoveEmptyParents();
        _loop.Dispose();
    }

    private async Task<(SandboxDirectory Directory, SandboxRecord Record)?> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        var node = await _node.Value.WaitAsync(cancellationToken);
        return node.Directory.Find(id) is { } directory && directory.ReadRecord() is { } record ? (directory, record) : null;
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Sandbox {Id} was not started: {Reason}")]
    private partial void LogStartFailed(Guid id, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The shim of sandbox {Id} did not end it in time; it is killed with all it started")]
    private partial void LogShimStuck(Guid id);
}
