using System.Runtime.CompilerServices;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Output;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;
using CodeRunner.Worker.Sandboxes.Metering;

namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// What all providers have in common that give each sandbox a shim, which outlives the Worker: all that is known of a sandbox is in its directory, so that several
/// Workers of a node, and later ones, see the same.
/// </summary>
internal abstract partial class SupervisedProvider : ISandboxProvider, IDisposable
{
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);
    private readonly ILogger _logger;
    private readonly ReadinessLoop _loop = new();
    private readonly SandboxLifetimes _lifetimes;
    private readonly OutputChanges _changes;
    private readonly SandboxOutput _output;

    protected SupervisedProvider(ILogger logger, TimeProvider? time)
    {
        (_logger, Time) = (logger, time ?? TimeProvider.System);
        _lifetimes = new SandboxLifetimes(_loop, EndRestAsync, Time);
        _changes = new OutputChanges(_loop);
        _output = new SandboxOutput(_lifetimes, _changes);
    }

    public abstract string Name { get; }

    protected TimeProvider Time { get; }

    public abstract Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken);

    public virtual Task<ResolvedImage> ResolveImageAsync(string name, Action<string> say, CancellationToken cancellationToken) => throw ImageSupport.Missing(Name);

    public virtual Task<IReadOnlyList<PulledImage>> ListImagesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PulledImage>>([]);

    public virtual Task<bool> RemoveImageAsync(PulledImage image, CancellationToken cancellationToken) => Task.FromResult(false);

    public virtual Task<SandboxDisks?> OpenDisksAsync(IReadOnlyList<SandboxDisk> disks, CancellationToken cancellationToken) => Task.FromResult<SandboxDisks?>(null);

    public virtual Task PrepareAsync(SandboxSpec spec, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        var node = await OpenNodeAsync(cancellationToken);
        var directory = node.Create(spec.Id);
        try
        {
            await StartAsync(spec, directory, Time.GetUtcNow(), cancellationToken);
        }
        catch (Exception e)
        {
            LogStartFailed(spec.Id, (e.InnerException ?? e).Message);
            await _lifetimes.EndFailedStartAsync(directory, spec.Id);
            await DeleteAsync(spec.Id, CancellationToken.None);
            if (e is IOException or UnauthorizedAccessException) throw new SandboxException("start_failed", $"The sandbox could not be made: {e.Message}", e);
            throw;
        }
    }

    public async Task<IReadOnlyList<SandboxStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var node = await OpenNodeAsync(cancellationToken);
        var found = new List<SandboxStatus>();
        var all = node.All();
        _lifetimes.ForgetAllBut(all);
        foreach (var id in all)
            if (await FindOneAsync(node, id, cancellationToken) is { } status)
                found.Add(status);
            else if (IsDead(node, id))
                await RemoveDeadAsync(id, cancellationToken);
        return found;
    }

    public async Task<SandboxStatus?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) return null;
        return StatusOf(record, await _lifetimes.FindExitAsync(directory, record));
    }

    public async Task<SandboxExit> WaitForExitAsync(Guid id, CancellationToken cancellationToken) =>
        await OpenAsync(id, cancellationToken) is var (directory, record)
            ? await _lifetimes.WaitAsync(directory, record).WaitAsync(cancellationToken)
            : new SandboxExit(null, OutOfMemory: false, Time.GetUtcNow());

    public async Task StopAsync(Guid id, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) return;
        var end = _lifetimes.WaitAsync(directory, record);
        if (end.IsCompleted) return;
        directory.WriteStop(grace);
        try
        {
            await end.WaitAsync(grace + KillPatience, Time, cancellationToken);
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
        var node = await OpenNodeAsync(cancellationToken);
        if (node.Find(id) is not { } directory) return;
        var record = directory.ReadRecord();
        if (record is null) await _lifetimes.EndUnknownAsync(directory, id);
        else await StopAsync(id, TimeSpan.Zero, cancellationToken);
        await RemoveRestAsync(id, record, cancellationToken);
        await Task.Run(() => node.Delete(id), cancellationToken);
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
        var node = await OpenNodeAsync(cancellationToken);
        if (node.Find(id) is { } directory) SandboxOutput.Acknowledge(directory, seq);
    }

    public async Task<long> FindAcknowledgedAsync(Guid id, CancellationToken cancellationToken)
    {
        var node = await OpenNodeAsync(cancellationToken);
        return node.Find(id)?.ReadAcknowledged() ?? 0;
    }

    public async ValueTask<Stream> ConnectAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) throw new IOException("The sandbox is not on this node.");
        if (record.Port is not { } port) throw new IOException("The sandbox was given no port to listen on.");
        if (await _lifetimes.FindExitAsync(directory, record) is not null) throw new IOException("The sandbox has ended.");
        return await ConnectAsync(directory, record, port, cancellationToken);
    }

    public async Task<IReadOnlyList<int>> FindListeningPortsAsync(Guid id, CancellationToken cancellationToken) =>
        await OpenAsync(id, cancellationToken) is var (directory, record) ? FindListeningPorts(directory, record) : [];

    public async Task<ISandboxMeter?> OpenMeterAsync(Guid id, TimeSpan diskInterval, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record) || directory.ReadShim()?.Init is not { IsAlive: true } init) return null;
        return OpenMeter(record, init, File.Exists(directory.Disk) ? new DiskMeter(init, diskInterval, Time) : null);
    }

    public async Task<Strain?> FindStrainAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not var (directory, record)) return null;
        if (await _lifetimes.FindExitAsync(directory, record) is not null) return null;
        return await FindStrainAsync(directory, record, cancellationToken);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The node's directory, with what killed runs have left removed.</summary>
    protected abstract Task<NodeDirectory> OpenNodeAsync(CancellationToken cancellationToken);

    /// <summary>What it has made when it fails is taken away by the rest of this class.</summary>
    protected abstract Task StartAsync(SandboxSpec spec, SandboxDirectory directory, DateTimeOffset now, CancellationToken cancellationToken);

    protected abstract ValueTask<Stream> ConnectAsync(SandboxDirectory directory, SandboxRecord record, int port, CancellationToken cancellationToken);

    protected abstract IReadOnlyList<int> FindListeningPorts(SandboxDirectory directory, SandboxRecord record);

    /// <summary>The first process of the sandbox, as this machine sees it, and its disk where it has its own.</summary>
    protected abstract ISandboxMeter OpenMeter(SandboxRecord record, ProcessIdentity init, DiskMeter? disk);

    protected virtual Task<Strain?> FindStrainAsync(SandboxDirectory directory, SandboxRecord record, CancellationToken cancellationToken) => Task.FromResult<Strain?>(null);

    /// <summary>Ends what may go on without its shim; the shim has ended, or is being ended.</summary>
    protected virtual Task EndRestAsync(Guid id) => Task.CompletedTask;

    /// <summary>Removes what there is of an ended sandbox besides its directory. Repeating it is safe.</summary>
    protected abstract Task RemoveRestAsync(Guid id, SandboxRecord? record, CancellationToken cancellationToken);

    protected virtual void Dispose(bool disposing)
    {
        _loop.Dispose();
        _changes.Dispose();
    }

    /// <summary>One whose files can't be read does not hide the others: it is left out, or taken for one that runs, which nobody starts again or removes.</summary>
    private async Task<SandboxStatus?> FindOneAsync(NodeDirectory node, Guid id, CancellationToken cancellationToken)
    {
        SandboxRecord? record = null;
        try
        {
            if (node.Find(id) is not { } directory || (record = directory.ReadRecord()) is null) return null;
            var exit = await _lifetimes.FindExitAsync(directory, record);
            // What was read while another Worker removed it says nothing.
            return node.Find(id) is null ? null : StatusOf(record, exit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !cancellationToken.IsCancellationRequested)
        {
            if (node.Find(id) is null) return null;
            LogUnreadable(id, e.Message);
            return record is null ? null : StatusOf(record, exit: null);
        }
    }

    private bool IsDead(NodeDirectory node, Guid id)
    {
        try
        {
            return node.Find(id) is { } directory && TornSandbox.IsDead(directory, Time.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task RemoveDeadAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await DeleteAsync(id, cancellationToken);
            LogTorn(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(id, e.Message);
        }
    }

    private static SandboxStatus StatusOf(SandboxRecord record, SandboxExit? exit) =>
        new(record.Id, record.Labels, record.Purpose, record.StartedAt, record.Port, exit);

    private async Task<(SandboxDirectory Directory, SandboxRecord Record)?> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        var node = await OpenNodeAsync(cancellationToken);
        return node.Find(id) is { } directory && directory.ReadRecord() is { } record ? (directory, record) : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sandbox {Id} was not started: {Reason}")]
    private partial void LogStartFailed(Guid id, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is written of sandbox {Id} can't be read: {Reason}")]
    private partial void LogUnreadable(Guid id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandbox {Id} was removed: nothing of it runs, and what was written of it is torn")]
    private partial void LogTorn(Guid id);

    [LoggerMessage(Level = LogLevel.Error, Message = "The shim of sandbox {Id} did not end it in time; it is killed with all it started")]
    private partial void LogShimStuck(Guid id);
}
