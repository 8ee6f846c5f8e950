using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Core.Webhooks;

/// <summary>A URL of a project's own that is told of its alerts.</summary>
public sealed class Webhook
{
    /// <summary>Webhooks that one project may have.</summary>
    public const int MostPerProject = 10;

    public const int MostUrlLength = 2048;

    /// <summary>Deployments that one webhook may name.</summary>
    public const int MostDeployments = 100;

    private Webhook()
    {
    }

    public Webhook(Guid projectId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        ProjectId = projectId;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid ProjectId { get; private set; }

    public string Url { get; set; } = "";

    /// <summary>Encrypted by the Api, which alone can read it.</summary>
    public byte[] SealedSecret { get; set; } = [];

    /// <summary>What it hears of; empty for all.</summary>
    public AlertKind[] Kinds { get; set; } = [];

    /// <summary>Whose alerts it hears of; empty for all.</summary>
    public Guid[] DeploymentIds { get; set; } = [];

    public bool Enabled { get; set; } = true;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Without a deployment it is about the whole project, of which who names deployments hears nothing.</summary>
    public bool Wants(AlertKind kind, Guid? deploymentId) =>
        Enabled && (Kinds.Length == 0 || Kinds.Contains(kind)) && (DeploymentIds.Length == 0 || (deploymentId is { } id && DeploymentIds.Contains(id)));
}
