using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

internal static class NodeCapabilities
{
    public static SandboxCapabilities Of(BubblewrapNode node, string provider)
    {
        var missing = new List<string>(node.Groups.Missing.Where(m => m.Key != "pids" || !node.LimitsProcesses).Select(m => m.Value));
        if (node.Disks.Missing is { } why)
            missing.Add($"The disk limit is not enforced by the kernel: {why} One file can't outgrow the limit, and an app's files together are measured every few seconds.");
        if (!BubblewrapNode.IsRoot) missing.Add("The number of files in /tmp and /dev/shm is bounded only by what they take of the memory: the Worker does not run as root.");
        if (node.Groups.Limits("memory") && !node.Groups.LimitsSwap && HostSwap.IsUsed) missing.Add("Swap is not bounded: this machine swaps, and its control groups do not count it.");
        if (!File.Exists("/proc/self/ns/cgroup")) missing.Add("Sandboxes have no cgroup namespace of their own: this kernel has none.");
        if (node.Bubblewrap is null) missing.Add("bubblewrap is not installed (apt install bubblewrap): no sandbox can start.");
        if (BubblewrapNode.IsRoot && node.SetPriv is null) missing.Add("setpriv is not installed (apt install util-linux): no sandbox can start.");
        if (!BubblewrapNode.IsRoot) missing.Add("The Worker does not run as root: all sandboxes have its uid, told apart by namespaces only.");
        missing.AddRange(MissingOfNetwork(node));
        var groups = node.Groups;
        return new SandboxCapabilities(provider, groups.Limits("memory"), groups.Limits("cpu"), node.LimitsProcesses, node.Disks.Enforced, BubblewrapNode.IsRoot, missing) { Internet = CanReachInternet(node) };
    }

    public static bool CanReachInternet(BubblewrapNode node) => node.Slirp is not null && node.CanMakeDevices && (BubblewrapNode.IsRoot || node.NsEnter is not null);

    private static IEnumerable<string> MissingOfNetwork(BubblewrapNode node)
    {
        if (node.Slirp is null) yield return "slirp4netns is not installed (apt install slirp4netns): no build can start, and no app with egress to the internet.";
        if (!node.CanMakeDevices) yield return $"The Worker may not open {TunAccess.Device}: no build can start, and no app with egress to the internet.";
        if (!BubblewrapNode.IsRoot && node.NsEnter is null) yield return "nsenter is not installed (apt install util-linux): no sandbox that listens or reaches the internet can start.";
        if (node.Slirp is not null && node.NameServers.Count == 0)
            yield return $"Sandboxes find no names on the internet: the host's name server is on its loopback, where they don't reach; set {SandboxOptions.Section}:{nameof(SandboxOptions.NameServers)}.";
    }
}
