using System.Collections.Concurrent;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>Knows whether sandboxes live, waits for their end, and ends what a killed shim has left.</summary>
internal sealed class SandboxLifetimes(ReadinessLoop loop, Func<Guid, Task> endRest, TimeProvider time)
{
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<Guid, Task<SandboxExit>> _ends = new();

    /// <summary>Null while it runs. Costs a few small reads.</summary>
    public async Task<SandboxExit?> FindExitAsync(SandboxDirectory directory, SandboxRecord record)
    {
        if (directory.ReadExit() is { } exit) return exit;
        if (directory.ReadShim() is not { } state) return record.StartedBy.IsAlive ? null : await AbandonAsync(directory, record);
        return state.Shim.IsAlive ? null : directory.ReadExit() ?? await AbandonAsync(directory, record);
    }

    /// <summary>One wait for all who ask.</summary>
    public Task<SandboxExit> WaitAsync(SandboxDirectory directory, SandboxRecord record)
    {
        if (_ends.TryGetValue(record.Id, out var end) && !end.IsFaulted && !end.IsCanceled) return end;
        lock (_ends)
            return _ends.TryGetValue(record.Id, out end) && !end.IsFaulted && !end.IsCanceled ? end : _ends[record.Id] = Task.Run(() => UntilEndAsync(directory, record));
    }

    /// <summary>A start that failed has no shim any more, or one that is being killed: there is nothing to wait for that would say so.</summary>
    public async Task EndFailedStartAsync(SandboxDirectory directory, Guid id)
    {
        await endRest(id);
        await KillTreeAsync(directory.ReadShim());
        if (directory.ReadExit() is null) directory.WriteExit(new ExitState(null, OutOfMemory: false, time.GetUtcNow()));
    }

    /// <summary>One whose record can't be read can't be asked to stop: its shim is killed, and with it all that it has started.</summary>
    public async Task EndUnknownAsync(SandboxDirectory directory, Guid id)
    {
        using (var shim = OpenShim(directory))
            if (shim is not null)
            {
                ProcessHandle.Signal(shim, ProcessHandle.SigKill);
                await loop.WaitAsync(shim);
            }

        await endRest(id);
        await KillTreeAsync(directory.ReadShim());
    }

    public void Forget(Guid id) => _ends.TryRemove(id, out _);

    /// <summary>Also those that other Workers have removed. Who waits for one goes on waiting, for nothing but its end.</summary>
    public void ForgetAllBut(IEnumerable<Guid> ids)
    {
        foreach (var gone in _ends.Keys.Except(ids))
            Forget(gone);
    }

    /// <summary>The shim as something to signal; null when it has ended.</summary>
    public static Microsoft.Win32.SafeHandles.SafeFileHandle? OpenShim(SandboxDirectory directory) =>
        directory.ReadShim() is { } state ? ProcessHandle.TryOpen(state.Shim) : null;

    private async Task<SandboxExit> UntilEndAsync(SandboxDirectory directory, SandboxRecord record)
    {
        while (true)
        {
            if (await FindExitAsync(directory, record) is { } exit)
            {
                await LetGoAsync(directory);
                return exit;
            }

            using var shim = OpenShim(directory);
            if (shim is not null) await loop.WaitAsync(shim);
            else if (Directory.Exists(directory.Path)) await Task.Delay(StartPoll);
            else return new SandboxExit(null, false, time.GetUtcNow());
        }
    }

    /// <summary>The exit is written a moment before the shim ends, with control groups still to remove.</summary>
    private async Task LetGoAsync(SandboxDirectory directory)
    {
        using var shim = OpenShim(directory);
        if (shim is not null) await loop.WaitAsync(shim);
    }

    /// <summary>Nobody saw it end: the machine was restarted, or the shim killed, which ends the tree by the parent-death signal. This makes sure.</summary>
    private async Task<SandboxExit> AbandonAsync(SandboxDirectory directory, SandboxRecord record)
    {
        await endRest(record.Id);
        await KillTreeAsync(directory.ReadShim());
        var exit = new ExitState(null, OutOfMemory: false, time.GetUtcNow());
        try
        {
            directory.WriteExit(exit);
        }
        catch (DirectoryNotFoundException)
        {
            // Another Worker has removed it meanwhile.
            return new SandboxExit(exit.Code, exit.OutOfMemory, exit.At);
        }

        if (directory.ReadShim() is { Shim.IsAlive: true })
        {
            // It had all it needed, and began just now: it has not seen our note then.
            directory.DeleteExit();
            return await UntilEndAsync(directory, record);
        }

        await ControlGroups.RemoveAsync(record.Groups, CancellationToken.None);
        return new SandboxExit(exit.Code, exit.OutOfMemory, exit.At);
    }

    private async Task KillTreeAsync(ShimState? state)
    {
        foreach (var process in (ProcessIdentity?[])[state?.Init, state?.Program])
        {
            using var handle = process is null ? null : ProcessHandle.TryOpen(process);
            if (handle is null) continue;
            ProcessHandle.Signal(handle, ProcessHandle.SigKill);
            await loop.WaitAsync(handle);
        }
    }
}
