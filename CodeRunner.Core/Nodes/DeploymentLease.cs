namespace CodeRunner.Core.Nodes;

/// <summary>
/// Which Worker acts for a deployment. The generation counts its owners: every write for the deployment names it, and is refused when there has been another one since.
/// Rows are written in SQL only.
/// </summary>
public sealed class DeploymentLease
{
    private DeploymentLease()
    {
    }

    public Guid DeploymentId { get; private set; }

    /// <summary>Null while nobody has it. The lease holds as long as the Worker's own does.</summary>
    public Guid? WorkerId { get; private set; }

    /// <summary>The machine that has what was built and what runs; null until somebody takes the deployment.</summary>
    public string? NodeId { get; private set; }

    public long Generation { get; private set; }
}
