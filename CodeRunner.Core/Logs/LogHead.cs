namespace CodeRunner.Core.Logs;

/// <summary>
/// The last cursor of a deployment. A writer locks this row, so that cursors become visible in their order and a reader that has seen n has seen all before it.
/// </summary>
public sealed class LogHead
{
    public Guid DeploymentId { get; init; }

    public long LastCursor { get; init; }
}
