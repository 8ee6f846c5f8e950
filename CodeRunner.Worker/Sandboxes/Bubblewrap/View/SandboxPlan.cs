using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>What goes into a sandbox, with each host path as the sandbox's own uid reaches it.</summary>
internal sealed record SandboxPlan
{
    public required SystemView System { get; init; }

    public required IReadOnlyList<SandboxMount> Toolchains { get; init; }

    public required string EtcSource { get; init; }

    /// <summary>A directory with the sandbox's hosts and resolv.conf.</summary>
    public required string NamesSource { get; init; }

    public required string AppSource { get; init; }

    public required IReadOnlyList<SandboxMount> Mounts { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    public required int TmpMb { get; init; }

    /// <summary>Where /tmp and /dev/shm were mounted for it; null where bubblewrap mounts them.</summary>
    public ScratchMount? Scratch { get; init; }
}
