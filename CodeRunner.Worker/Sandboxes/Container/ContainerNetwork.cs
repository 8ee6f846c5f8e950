using System.Net;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>
/// The network of containers is ours and not the engine's: each has a namespace with nothing in it, which gets the same rules and the same way out as any other
/// sandbox's. No bridge, no firewall rule of the host's, no other container to meet.
/// </summary>
internal sealed class ContainerNetwork(SandboxOptions options)
{
    private readonly string? _slirp = BubblewrapNode.FindProgram("slirp4netns");
    private readonly IReadOnlyList<IPAddress> _nameServers = NameServers.Read(options.NameServers);
    private readonly HostAddresses _addresses = new(TimeProvider.System);

    /// <summary>Only root may enter a container's network, and so give it a way out with rules.</summary>
    public bool CanReachInternet => ContainerNode.IsRoot && _slirp is not null;

    /// <summary>Null for none. Throws where it can't be had.</summary>
    public NetworkInstruction? Instruct(NetworkAccess access)
    {
        if (!access.ToInternet) return null;
        if (!CanReachInternet)
            throw new SandboxException("internet_missing", "This node can't give a container the internet and nothing else: its Worker needs root's rights and slirp4netns (apt install slirp4netns).");
        var policy = NetworkRules.Decide(access, _nameServers, _addresses.Get(), options.BlockedNetworks);
        return new NetworkInstruction { Stack = NetworkPrograms.RootStack(_slirp!, policy), Policy = policy };
    }

    public IReadOnlyList<SandboxMount> NameMounts(SandboxDirectory directory, NetworkAccess access)
    {
        var names = NameFiles.Write(directory.Path, access, _nameServers);
        return
        [
            new SandboxMount(Path.Combine(names, NameFiles.Resolver), "/etc/resolv.conf", Writable: false),
            new SandboxMount(Path.Combine(names, NameFiles.Hosts), "/etc/hosts", Writable: false),
        ];
    }
}
