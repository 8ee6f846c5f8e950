using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Contracts.Webhooks;

/// <summary><see cref="Secret"/> is in the answer to its creation, and never again.</summary>
public sealed record WebhookResponse(
    Guid Id,
    Guid ProjectId,
    string Url,
    IReadOnlyList<AlertKind>? Kinds,
    IReadOnlyList<Guid>? Deployments,
    bool Enabled,
    DateTimeOffset CreatedAt,
    WebhookDeliveryResponse? LastDelivery,
    string? Secret = null)
{
    /// <summary>Without the secret: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(WebhookResponse)} {{ {Id} }}";
}
