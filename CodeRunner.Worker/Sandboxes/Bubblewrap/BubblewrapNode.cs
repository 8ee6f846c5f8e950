using System.Net;
using System.Runtime.InteropServices;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using CodeRunner.Worker.Sandboxes.Bubblewrap.View;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>What was found out about this machine once, and what this node's sandboxes share.</summary>
internal sealed class BubblewrapNode
{
    private static readonly string[] ProgramDirectories = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    private BubblewrapNode(SandboxOptions options)
    {
        Directory = new NodeDirectory(options.DataDirectory);
        Bubblewrap = FindProgram("bwrap");
        SetPriv = FindProgram("setpriv");
        Slirp = FindProgram("slirp4netns");
        NsEnter = FindProgram("nsenter");
        CanMakeDevices = TunAccess.IsGranted();
        System = SystemView.Discover(Environment.GetEnvironmentVariable("PATH"));
        Groups = ControlGroups.Find(GroupHierarchies.Read(), Directory.Name, IsRoot);
        EtcDirectory = View.EtcDirectory.Make("/etc", Directory.Etc);
        Seccomp = SeccompFilter.Build(RuntimeInformation.ProcessArchitecture);
        Uids = new HostUids(Directory, options);
        NameServers = Network.NameServers.Read(options.NameServers);
    }

    public static async Task<BubblewrapNode> FindAsync(SandboxOptions options)
    {
        var node = new BubblewrapNode(options);
        node.Disks = await NodeDisks.FindAsync(node.Directory.Disks, FindProgram("mke2fs"), options, IsRoot);
        return node;
    }

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    public NodeDirectory Directory { get; }

    public string? Bubblewrap { get; }

    public string? SetPriv { get; }

    public string? Slirp { get; }

    public string? NsEnter { get; }

    public bool CanMakeDevices { get; }

    public SystemView System { get; }

    public ControlGroups Groups { get; }

    public string EtcDirectory { get; }

    public byte[] Seccomp { get; }

    public NodeDisks Disks { get; private set; } = null!;

    /// <summary>Whether a sandbox's processes can be counted as those of its user where no control group counts them. Kernels before 5.14 count all that a uid has.</summary>
    public static bool CountsProcessesOfUser => IsRoot || Environment.OSVersion.Version >= new Version(5, 14);

    public bool LimitsProcesses => Groups.Limits("pids") || CountsProcessesOfUser;

    public HostUids Uids { get; }

    public IReadOnlyList<IPAddress> NameServers { get; }

    public HostAddresses Addresses { get; } = new(TimeProvider.System);

    /// <summary>Removes what runs that were killed have left: halves of sandboxes, and groups without one. Directories come first at a start, so none is taken too early.</summary>
    public async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        Directory.DeleteRest();
        foreach (var (id, groups) in Groups.All().ToList())
            if (Directory.Find(id) is null)
                await ControlGroups.RemoveAsync(groups, cancellationToken);
    }

    /// <summary>The path of a program in the directories that root trusts; null where it is not installed.</summary>
    public static string? FindProgram(string name) => ProgramDirectories.Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
}
