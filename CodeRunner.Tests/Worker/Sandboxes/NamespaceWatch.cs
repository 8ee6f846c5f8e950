using System.Collections.Concurrent;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>
/// Remembers the namespaces of sandboxes, to find processes that are still in one when all is said to be gone. The kernel gives a namespace's number again once it is
/// free: a process that began only after the last look at it is another's.
/// </summary>
internal sealed class NamespaceWatch
{
    private readonly HashSet<string> hosts = [.. SandboxProcesses.NamespacesOf(Environment.ProcessId), .. SandboxProcesses.NamespacesOf(1)];
    private readonly ConcurrentDictionary<string, ulong> lastSeen = new();

    /// <summary>Net, mnt, pid, user.</summary>
    public IReadOnlyList<string> Kinds => [.. lastSeen.Keys.Select(name => name[..name.IndexOf(':', StringComparison.Ordinal)]).Distinct()];

    public void See(IEnumerable<int> processes)
    {
        foreach (var pid in processes)
        {
            var now = Ticks();
            foreach (var name in SandboxProcesses.NamespacesOf(pid).Except(hosts))
                lastSeen[name] = now;
        }
    }

    /// <summary>Processes that should have ended with a sandbox.</summary>
    public IReadOnlyList<string> Left() =>
    [
        .. SandboxProcesses.All()
            .SelectMany(pid => SandboxProcesses.NamespacesOf(pid).Where(name => lastSeen.TryGetValue(name, out var seen) && SandboxProcesses.StartOf(pid) <= seen).Select(name => (pid, name)))
            .Select(each => $"{each.pid} ({SandboxProcesses.CommandOf(each.pid)}) is in {each.name}"),
    ];

    /// <summary>Since the boot, a hundred a second as in /proc/*/stat, less a moment in which a number could be given again.</summary>
    private static ulong Ticks() => (ulong)(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * 100) - 1;
}
