namespace CodeRunner.Core.Logs;

/// <summary>How much of a sandbox's output is stored: whoever reads it next goes on from there, and what comes twice is stored once.</summary>
public sealed class LogSource
{
    public Guid SandboxId { get; init; }

    public Guid DeploymentId { get; init; }

    public long LastSeq { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
