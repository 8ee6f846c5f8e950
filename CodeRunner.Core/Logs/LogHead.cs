namespace CodeRunner.Core.Logs;

/// <summary>
/// Where a deployment's log ends. A writer locks this row, so that cursors become visible in their order and a reader that has seen n has seen all before it.
/// </summary>
public sealed class LogHead
{
    public Guid DeploymentId { get; init; }

    public long LastCursor { get; init; }

    /// <summary>What was stored last: whoever does not know whether it was stored asks by this.</summary>
    public Guid LastBatch { get; init; }

    /// <summary>Of its chunks, as they are packed.</summary>
    public long StoredBytes { get; init; }
}
