namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

internal static class NodeCapabilities
{
    public static SandboxCapabilities Of(BubblewrapNode node, string provider)
    {
        var missing = new List<string>(node.Groups.Missing);
        if (node.Disks.Missing is { } why)
            missing.Add($"The disk limit is not enforced by the kernel: {why} One file can't outgrow the limit, and an app's files together are measured every few seconds.");
        if (node.Bubblewrap is null) missing.Add("bubblewrap is not installed (apt install bubblewrap): no sandbox can start.");
        if (BubblewrapNode.IsRoot && node.SetPriv is null) missing.Add("setpriv is not installed (apt install util-linux): no sandbox can start.");
        if (!BubblewrapNode.IsRoot) missing.Add("The Worker does not run as root: all sandboxes have its uid, told apart by namespaces only.");
        var groups = node.Groups;
        return new SandboxCapabilities(provider, groups.Limits("memory"), groups.Limits("cpu"), groups.Limits("pids"), node.Disks.Enforced, BubblewrapNode.IsRoot, missing);
    }
}
