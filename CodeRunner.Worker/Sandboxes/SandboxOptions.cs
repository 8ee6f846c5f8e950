using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Sandboxes;

/// <summary>How this node makes sandboxes: the section "Sandboxes".</summary>
public sealed class SandboxOptions : IValidatableObject
{
    public const string Section = "Sandboxes";
    private const int LargestRecordBytes = 128 * 1024;

    /// <summary>Who makes them: bubblewrap, container (a container engine; see "Sandboxes:Container"), or process (no isolation; see "Sandboxes:Process").</summary>
    [Required]
    public string Provider { get; set; } = "bubblewrap";

    /// <summary>Where sandboxes keep their state: one directory for all Workers of a node. By default the node's own.</summary>
    [Required]
    public string DataDirectory { get; set; } = "";

    /// <summary>The shim's program; by default the one beside the Worker.</summary>
    [Required]
    public string ShimPath { get; set; } = Path.Combine(AppContext.BaseDirectory, "shim", "coderunner-shim");

    /// <summary>The first host uid that sandboxes are given when the Worker runs as root. They must be nobody else's on this machine.</summary>
    [Range(100_000, 4_000_000_000)]
    public long UidBase { get; set; } = 2_100_000;

    [Range(1_000, 2_000_000_000)]
    public long UidCount { get; set; } = 1_000_000_000;

    /// <summary>The ports that apps are told to listen on: beneath those that the kernel gives to clients.</summary>
    [Range(1024, 65535)]
    public int PortFrom { get; set; } = 20_000;

    [Range(1024, 65535)]
    public int PortTo { get; set; } = 29_999;

    /// <summary>Output is kept in files of this size, each freed when all of it is acknowledged.</summary>
    [Range(LargestRecordBytes, 1 << 30)]
    public int SegmentBytes { get; set; } = 4 << 20;

    /// <summary>How much unacknowledged output of one sandbox is kept; lines beyond are lost, and counted.</summary>
    [Range(2 * LargestRecordBytes, 1L << 40)]
    public long OutputBytes { get; set; } = 64L << 20;

    /// <summary>The size of /tmp, in the sandbox's memory.</summary>
    [Range(1, 1 << 20)]
    public int TmpMb { get; set; } = 256;

    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PortTo < PortFrom)
            yield return new ValidationResult($"{Section}:{nameof(PortTo)} must not be less than {Section}:{nameof(PortFrom)}.");
        if (OutputBytes < 2L * SegmentBytes)
            yield return new ValidationResult($"{Section}:{nameof(OutputBytes)} must be at least twice {Section}:{nameof(SegmentBytes)}.");
        if (StartTimeout < TimeSpan.FromSeconds(1) || StartTimeout > TimeSpan.FromMinutes(10))
            yield return new ValidationResult($"{Section}:{nameof(StartTimeout)} must be between 1 second and 10 minutes.");
        if (UidBase + UidCount > 4_294_967_294)
            yield return new ValidationResult($"{Section}:{nameof(UidBase)} and {Section}:{nameof(UidCount)} go beyond the largest uid.");
        if (!SandboxesExtensions.Providers.Contains(Provider))
            yield return new ValidationResult($"{Section}:{nameof(Provider)} '{Provider}' is not known; it can be {string.Join(", ", SandboxesExtensions.Providers)}.");
    }
}
