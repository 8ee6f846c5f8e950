using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Contracts.Webhooks;

/// <summary>Without <see cref="Kinds"/>: of every kind. Without <see cref="Deployments"/>: of every deployment of the project.</summary>
public sealed record WebhookRequest(string? Url, IReadOnlyList<AlertKind>? Kinds = null, IReadOnlyList<Guid>? Deployments = null, bool? Enabled = null);
