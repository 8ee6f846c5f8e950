namespace CodeRunner.Contracts.Webhooks;

public enum WebhookDeliveryState
{
    /// <summary>On its way, or waiting for its next try.</summary>
    Pending,
    Delivered,

    /// <summary>Given up.</summary>
    Failed,
}
