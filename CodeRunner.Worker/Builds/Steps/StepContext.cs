using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds.Steps;

/// <summary>What all steps of a build share. <see cref="Deadline"/> is when the build must have ended.</summary>
public sealed record StepContext(
    BuildRequest Request, string AppDirectory, IReadOnlyList<SandboxMount> Mounts, SandboxLimits Limits, TimeSpan Timeout, DateTimeOffset Deadline)
{
    public NetworkAccess Network { get; init; } = NetworkAccess.Internet;

    /// <summary>The disks that the directories lie on, if any.</summary>
    public BuildWorkspace? Workspace { get; init; }

    /// <summary>Whether what this step writes has to be measured: the kernel does not bound it, or not at this step's limit.</summary>
    public bool MustMeasure => Workspace?.EnforcedMb is not { } enforced || enforced > Limits.DiskMb;
}
