using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core.Webhooks;

namespace CodeRunner.Api.Webhooks;

internal static class WebhookViews
{
    public static WebhookResponse Show(Webhook webhook, WebhookDelivery? last, string? secret = null) => new(
        webhook.Id,
        webhook.ProjectId,
        webhook.Url,
        webhook.Kinds.Length == 0 ? null : webhook.Kinds,
        webhook.DeploymentIds.Length == 0 ? null : webhook.DeploymentIds,
        webhook.Enabled,
        webhook.CreatedAt,
        last?.Show(),
        secret);
}
