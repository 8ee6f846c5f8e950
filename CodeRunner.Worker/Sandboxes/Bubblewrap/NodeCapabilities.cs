namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

internal static class NodeCapabilities
{
    public static SandboxCapabilities Of(BubblewrapNode node, string provider)
    {
        var missing = new List<string>(node.Groups.Missing) { "The disk limit bounds the app's files when it starts, not what it writes later." };
        if (node.Bubblewrap is null) missing.Add("bubblewrap is not installed (apt install bubblewrap): no sandbox can start.");
        if (BubblewrapNode.IsRoot && node.SetPriv is null) missing.Add("setpriv is not installed (apt install util-linux): no sandbox can start.");
        if (!BubblewrapNode.IsRoot) missing.Add("The Worker does not run as root: all sandboxes have its uid, told apart by namespaces only.");
        var groups = node.Groups;
        return new SandboxCapabilities(provider, groups.Limits("memory"), groups.Limits("cpu"), groups.Limits("pids"), DiskLimit: false, BubblewrapNode.IsRoot, missing);
    }
}
