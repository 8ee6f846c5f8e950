using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds.Steps;

/// <summary>What all steps of a build share. <see cref="Deadline"/> is when the build must have ended.</summary>
public sealed record StepContext(
    BuildRequest Request, string AppDirectory, IReadOnlyList<SandboxMount> Mounts, SandboxLimits Limits, TimeSpan Timeout, DateTimeOffset Deadline)
{
    public NetworkAccess Network { get; init; } = NetworkAccess.Internet;
}
