namespace CodeRunner.Core.Deployments;

/// <summary>A host name that leads to a deployment; one deployment has it at a time.</summary>
public sealed class DeploymentHost
{
    /// <summary>Host names that one deployment may have.</summary>
    public const int Most = 20;

    private DeploymentHost()
    {
    }

    public DeploymentHost(string host, Guid deploymentId, DateTimeOffset? provenAt, DateTimeOffset now) =>
        (Host, DeploymentId, ProvenAt, CreatedAt) = (host, deploymentId, provenAt, now);

    /// <summary>In lower case and ASCII, without a dot at its end.</summary>
    public string Host { get; private set; } = "";

    public Guid DeploymentId { get; private set; }

    /// <summary>When a record of the name's owner was last seen that names this deployment.</summary>
    public DateTimeOffset? ProvenAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public void Prove(DateTimeOffset now) => ProvenAt = now;
}
