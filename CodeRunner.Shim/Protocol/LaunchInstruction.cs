namespace CodeRunner.Shim.Protocol;

/// <summary>All that a shim needs, handed over on its stdin: what is secret in it never touches a disk or a command line.</summary>
internal sealed record LaunchInstruction
{
    /// <summary>The sandbox's state directory: absolute, and the shim's user may enter it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The program that makes the sandbox, by absolute path, with its arguments. It finds <see cref="SandboxArguments"/> on <see cref="LaunchDescriptors.Arguments"/>.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    public required IReadOnlyList<string> SandboxArguments { get; init; }

    /// <summary>A program for seccomp, read from <see cref="LaunchDescriptors.Seccomp"/>; null for none.</summary>
    public byte[]? Seccomp { get; init; }

    /// <summary>Host directories that only root may reach, bound to <c>/tmp/0</c>, <c>/tmp/1</c> … in the shim's own mount namespace. Null: no such namespace.</summary>
    public IReadOnlyList<string>? Staged { get; init; }

    /// <summary>Null: the sandbox has nothing but its own loopback, and whoever connects to it enters by themselves.</summary>
    public NetworkInstruction? Network { get; init; }

    /// <summary>The sandbox's own disk, with <see cref="Staged"/> only; null where the kernel does not bound what it writes.</summary>
    public DiskMount? Disk { get; init; }

    /// <summary>A process that holds disks: staged directories are looked for as it sees them. Null for the host's own view.</summary>
    public int? DiskHolder { get; init; }

    /// <summary>With <see cref="Staged"/> only; null where the sandboxing program makes them itself.</summary>
    public ScratchMount? Scratch { get; init; }

    /// <summary>Control groups that the sandbox's first process joins, and that are removed at the end.</summary>
    public IReadOnlyList<string> ControlGroups { get; init; } = [];

    /// <summary>The file that counts what the kernel killed for want of memory, in lines of <c>oom_kill N</c>.</summary>
    public string? OomFile { get; init; }

    /// <summary>RLIMIT_NPROC of the sandbox's first process, where no control group bounds their number: what its user has in its user namespace is counted, with itself.</summary>
    public int? ProcessLimit { get; init; }

    /// <summary>RLIMIT_NOFILE.</summary>
    public required int OpenFiles { get; init; }

    /// <summary>RLIMIT_FSIZE, where no disk bounds what is written.</summary>
    public long? FileBytes { get; init; }

    /// <summary>The app's files, where no disk bounds them.</summary>
    public MeasuredDirectory? Measured { get; init; }

    /// <summary>Supervise this container instead of running <see cref="Program"/>.</summary>
    public ContainerInstruction? Container { get; init; }

    /// <summary>Run this without any sandbox instead of <see cref="Program"/>.</summary>
    public AppProgram? Plain { get; init; }

    /// <summary>Values that are masked in what the sandbox prints.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public required int SegmentBytes { get; init; }

    /// <summary>How much unacknowledged output is kept; what comes beyond is lost and counted.</summary>
    public required long OutputBytes { get; init; }
}
