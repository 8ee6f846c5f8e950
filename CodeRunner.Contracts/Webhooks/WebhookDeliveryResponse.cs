namespace CodeRunner.Contracts.Webhooks;

/// <summary>One message to one webhook. <see cref="Status"/>, <see cref="Error"/> and <see cref="LatencyMs"/> are those of the last try.</summary>
public sealed record WebhookDeliveryResponse(
    Guid Id,
    string Event,
    Guid? AlertId,
    WebhookDeliveryState State,
    int Attempts,
    int? Status,
    string? Error,
    int? LatencyMs,
    DateTimeOffset CreatedAt,
    DateTimeOffset? TriedAt,
    DateTimeOffset? NextTryAt);
