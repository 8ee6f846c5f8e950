using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>All that this process has started, directly or not: orphans are given to it, since it is a subreaper.</summary>
internal static class Descendants
{
    private const int Rounds = 1000;

    /// <summary>False when some were still being made when it gave up: what makes processes faster than they can be ended.</summary>
    public static unsafe bool KillAll()
    {
        for (var round = 0; round < Rounds; round++)
        {
            int status;
            while (Libc.WaitPid(-1, &status, Posix.WaitNoHang) > 0)
            {
            }

            if (Find() is not { Count: > 0 } found) return true;
            foreach (var pid in found) _ = Libc.Kill(pid, Posix.SigKill);
            Thread.Sleep(1);
        }

        return false;
    }

    private static List<int> Find()
    {
        var found = new List<int>();
        var unread = new Queue<int>([Environment.ProcessId]);
        while (unread.TryDequeue(out var parent))
            foreach (var child in ProcessChildren.Of(parent))
            {
                found.Add(child);
                unread.Enqueue(child);
            }

        return found;
    }
}
