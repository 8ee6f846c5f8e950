using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Worker.Sandboxes;

/// <summary>How this node makes sandboxes: the section "Sandboxes".</summary>
public sealed class SandboxOptions : IValidatableObject
{
    public const string Section = "Sandboxes";
    private const int LargestRecordBytes = 128 * 1024;
    private const long MostUids = int.MaxValue;

    /// <summary>Who makes them: bubblewrap, container (a container engine; see "Sandboxes:Container"), swarm (several machines; see "Sandboxes:Swarm"), or process (no isolation; see "Sandboxes:Process").</summary>
    [Required]
    public string Provider { get; set; } = "bubblewrap";

    /// <summary>Where sandboxes keep their state: one directory for all Workers of a node. By default the node's own.</summary>
    [Required]
    public string DataDirectory { get; set; } = "";

    /// <summary>The shim's program; by default the one beside the Worker.</summary>
    [Required]
    public string ShimPath { get; set; } = Path.Combine(AppContext.BaseDirectory, "shim", "coderunner-shim");

    /// <summary>The first host uid that sandboxes are given when the Worker runs as root. They must be nobody else's on this machine.</summary>
    [Range(100_000, MostUids)]
    public long UidBase { get; set; } = 2_100_000;

    [Range(1_000, MostUids)]
    public long UidCount { get; set; } = 1_000_000_000;

    /// <summary>The port that apps are told to listen on. Each has a network of its own, so that one is enough.</summary>
    [Range(1024, 65535)]
    public int AppPort { get; set; } = 8080;

    /// <summary>
    /// The IPv4 addresses of the name servers that apps with egress to the internet are given. Empty: the host's own, or those that its resolver on loopback asks.
    /// </summary>
    public IList<string> NameServers { get; init; } = [];

    /// <summary>IPv4 networks, as 198.51.100.0/24, that no sandbox reaches besides those that are no part of the internet: an organisation's own public ones.</summary>
    public IList<string> BlockedNetworks { get; init; } = [];

    /// <summary>Output is kept in files of this size, each freed when all of it is acknowledged.</summary>
    [Range(LargestRecordBytes, 1 << 30)]
    public int SegmentBytes { get; set; } = 4 << 20;

    /// <summary>How much unacknowledged output of one sandbox is kept; lines beyond are lost, and counted.</summary>
    [Range(2 * LargestRecordBytes, 1L << 40)]
    public long OutputBytes { get; set; } = 64L << 20;

    /// <summary>The size of /tmp, in the sandbox's memory.</summary>
    [Range(1, 1 << 20)]
    public int TmpMb { get; set; } = 256;

    /// <summary>How many files /tmp and /dev/shm may have each, where the Worker is root.</summary>
    [Range(16, 1 << 24)]
    public int TmpInodes { get; set; } = 65_536;

    /// <summary>How many files one process may have open.</summary>
    [Range(64, 1 << 20)]
    public int OpenFiles { get; set; } = 16_384;

    /// <summary>False where sandboxes shall not have disks of their own, such as on a machine whose loop devices are somebody else's.</summary>
    public bool Disks { get; set; } = true;

    /// <summary>How many files a disk may have for each megabyte of its limit, where the kernel enforces it; never less than 1,024.</summary>
    [Range(1, 1024)]
    public int InodesPerMb { get; set; } = 128;

    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var server in NameServers)
            if (!Bubblewrap.Network.NameServers.IsUsable(server))
                yield return new ValidationResult($"{Section}:{nameof(NameServers)}: '{server}' is not an IPv4 address outside of loopback.");
        foreach (var network in BlockedNetworks)
            if (!IPNetwork.TryParse(network, out var parsed) || parsed.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
                yield return new ValidationResult($"{Section}:{nameof(BlockedNetworks)}: '{network}' is not an IPv4 network such as 198.51.100.0/24.");
        if (OutputBytes < 2L * SegmentBytes)
            yield return new ValidationResult($"{Section}:{nameof(OutputBytes)} must be at least twice {Section}:{nameof(SegmentBytes)}.");
        if (StartTimeout < TimeSpan.FromSeconds(1) || StartTimeout > TimeSpan.FromMinutes(10))
            yield return new ValidationResult($"{Section}:{nameof(StartTimeout)} must be between 1 second and 10 minutes.");
        if (UidBase + UidCount > MostUids)
            yield return new ValidationResult($"{Section}:{nameof(UidBase)} and {Section}:{nameof(UidCount)} go together beyond {MostUids}, the largest uid that bubblewrap maps.");
        if (!SandboxesExtensions.Providers.Contains(Provider))
            yield return new ValidationResult($"{Section}:{nameof(Provider)} '{Provider}' is not known; it can be {string.Join(", ", SandboxesExtensions.Providers)}.");
    }
}
