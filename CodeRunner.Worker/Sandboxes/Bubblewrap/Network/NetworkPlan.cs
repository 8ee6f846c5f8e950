using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>The network of one start: what it needs of the machine, and what the shim is told.</summary>
internal sealed class NetworkPlan(BubblewrapNode node, SandboxOptions options, SandboxSpec spec)
{
    private bool Internet => spec.Network.ToInternet;

    /// <summary>Where nobody of ours may enter and come back, somebody stays inside.</summary>
    private bool NeedsProgramInside => !BubblewrapNode.IsRoot && (Internet || spec.Listens);

    /// <summary>The stack is in the sandbox's groups, beside what the app may have.</summary>
    public SandboxLimits LimitsWithStack => Internet ? spec.Limits with { Pids = spec.Limits.Pids + 1 } : spec.Limits;

    public void RefuseWhatIsMissing()
    {
        if (Internet && node.Slirp is null)
            throw new SandboxException("slirp4netns_missing", "This node can't give a sandbox the internet and nothing else: slirp4netns is not installed on it (apt install slirp4netns).");
        if (Internet && !node.CanMakeDevices)
            throw new SandboxException("tun_missing", $"This node can't give a sandbox the internet and nothing else: its Worker may not open {TunAccess.Device} (as root: modprobe tun; chmod 0666 {TunAccess.Device}).");
        if (NeedsProgramInside && node.NsEnter is null)
            throw new SandboxException("nsenter_missing", "nsenter is not installed on this node (apt install util-linux).");
    }

    public string WriteNames(SandboxDirectory directory) => NameFiles.Write(directory.Path, spec.Network, node.NameServers);

    public NetworkInstruction? Instruct(uint? uid)
    {
        var inside = NeedsProgramInside ? NetworkPrograms.Inside(node.NsEnter!) : null;
        if (!Internet) return inside is null ? null : new NetworkInstruction { Inside = inside };
        var policy = NetworkRules.Decide(spec.Network, node.NameServers, node.Addresses.Get(), options.BlockedNetworks);
        return new NetworkInstruction { Stack = NetworkPrograms.Stack(node.Slirp!, node.SetPriv, uid, policy), Policy = policy, Inside = inside };
    }
}
