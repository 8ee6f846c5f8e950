using CodeRunner.Contracts.Logs;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Logs;

/// <summary>
/// A line on its way to history. (<see cref="SandboxId"/>, <see cref="Seq"/>) is stored once, however often it is written.
/// </summary>
public sealed record LogEntry
{
    /// <summary>Under which the line was read: it is stored only as long as that holds.</summary>
    public required Ownership Ownership { get; init; }

    public required Guid ProjectId { get; init; }

    public Guid DeploymentId => Ownership.DeploymentId;

    /// <summary>Null for what the platform itself says, which is written once.</summary>
    public required Guid? SandboxId { get; init; }

    public required long Seq { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required LogStream Stream { get; init; }

    public required string Text { get; init; }

    public int Epoch { get; init; }

    public Guid? InstanceId { get; init; }

    public Guid? ReleaseId { get; init; }

    public long LostLines { get; init; }

    public long LostBytes { get; init; }
}
