namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>How one try went. <see cref="Error"/> is null when it arrived.</summary>
internal sealed record DeliveryResult(int? Status, string? Error);
