using CodeRunner.Contracts.Logs;

namespace CodeRunner.Core.Logs;

/// <summary>
/// A stored line, or a gap (<see cref="GapLines"/> over 0). (<see cref="DeploymentId"/>, <see cref="Cursor"/>) is its place in the deployment's one order;
/// (<see cref="SandboxId"/>, <see cref="Seq"/>) says where it came from, so that a line sent twice is stored once.
/// </summary>
public sealed class LogLine
{
    public Guid DeploymentId { get; init; }

    public long Cursor { get; init; }

    /// <summary>The sandbox that wrote it; the release's id for what the platform itself says.</summary>
    public Guid SandboxId { get; init; }

    public long Seq { get; init; }

    public int Epoch { get; init; }

    public Guid? InstanceId { get; init; }

    public Guid? ReleaseId { get; init; }

    public DateTimeOffset Time { get; init; }

    public LogStream Stream { get; init; }

    public string? Level { get; init; }

    public string Text { get; init; } = "";

    public long GapLines { get; init; }

    public long GapBytes { get; init; }
}
