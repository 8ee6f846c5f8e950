using System.Globalization;
using CodeRunner.Shim.Native;

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
            if (Find() is not { Count: > 0 } found) return true;
            foreach (var pid in found) _ = Libc.Kill(pid, Posix.SigKill);
            int status;
            while (Libc.WaitPid(-1, &status, Posix.WaitNoHang) > 0)
            {
            }

            Thread.Sleep(1);
        }

        return false;
    }

    private static List<int> Find()
    {
        var found = new List<int>();
        var unread = new Queue<int>([Environment.ProcessId]);
        while (unread.TryDequeue(out var parent))
            foreach (var child in ChildrenOf(parent))
            {
                found.Add(child);
                unread.Enqueue(child);
            }

        return found;
    }

    private static IEnumerable<int> ChildrenOf(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories($"/proc/{pid}/task")
                    .SelectMany(t => File.ReadAllText(t + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(c => int.Parse(c, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }
}
