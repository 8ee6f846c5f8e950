namespace CodeRunner.Core.Nodes;

/// <summary>
/// That the ingress of a Worker sends nothing more to a sandbox of an instance that is being stopped. Goes with the instance, and with the Worker. Rows are written in SQL only.
/// </summary>
public sealed class DrainedInstance
{
    private DrainedInstance()
    {
    }

    public Guid InstanceId { get; private set; }

    /// <summary>That the instance had when it was said: its next one may be used again.</summary>
    public Guid SandboxId { get; private set; }

    public Guid WorkerId { get; private set; }
}
