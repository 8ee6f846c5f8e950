namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>A try that is this process's to make. <see cref="AgeSeconds"/>: since the message was made, or asked for again.</summary>
internal sealed record ClaimedDelivery(Guid Id, Guid ClaimId, Guid WebhookId, int Attempts, double AgeSeconds, string Body, string Url, byte[] SealedSecret);
