using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

/// <summary>
/// Ends a shim that does not answer, with all that it has begun. It is held still first: it can begin nothing more then, and as orphans are given to it, none of its
/// tree is out of sight until the last has ended.
/// </summary>
internal static class ProcessTree
{
    private const int Rounds = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public static async Task KillAsync(ProcessIdentity root)
    {
        using var handle = ProcessHandle.TryOpen(root);
        if (handle is null) return;
        ProcessHandle.Signal(handle, ProcessHandle.SigStop);
        for (var round = 0; round < Rounds && (!IsStill(root) || Below(root.Pid) is { Count: > 0 }); round++)
        {
            if (IsStill(root))
                foreach (var process in Below(root.Pid)) ProcessHandle.Kill(process);
            await Task.Delay(Pause);
        }

        ProcessHandle.Signal(handle, ProcessHandle.SigKill);
    }

    /// <summary>Those that run: what has ended and was not buried has no identity any more.</summary>
    private static List<ProcessIdentity> Below(int root)
    {
        var found = new List<ProcessIdentity>();
        var unread = new Queue<int>([root]);
        while (unread.TryDequeue(out var parent))
            foreach (var child in ProcessChildren.Of(parent))
            {
                unread.Enqueue(child);
                if (ProcessIdentity.Of(child) is { } identity) found.Add(identity);
            }

        return found;
    }

    private static bool IsStill(ProcessIdentity process) => !process.IsAlive || ProcessIdentity.StateOf(process.Pid) is 'T' or 't';
}
