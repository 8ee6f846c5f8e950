using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Webhooks;

/// <summary>Writes messages in the transaction of what they tell of: neither is there without the other.</summary>
public static class WebhookOutbox
{
    public const string TooMany = "Too many messages wait for this webhook already.";

    /// <summary>Adds a message for each webhook that wants to hear of the alert as it is now; the caller saves.</summary>
    public static async Task TellWebhooksAsync(this CodeRunnerDb db, Alert alert, Deployment? deployment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await db.Webhooks.AsNoTracking().Where(webhook => webhook.ProjectId == alert.ProjectId && webhook.Enabled).ToListAsync(cancellationToken);
        var type = alert.State == AlertState.Firing ? WebhookMessage.Fired : WebhookMessage.Resolved;
        var about = deployment is null ? null : new WebhookMessage.About(deployment.Id, deployment.Name, deployment.Slug, deployment.Environment);
        var message = new WebhookMessage(type, now, new(alert.ProjectId, about, alert.Show()));
        foreach (var webhook in all.Where(webhook => webhook.Wants(alert.Kind, alert.DeploymentId)))
            await db.EnqueueAsync(webhook.Id, message, now, cancellationToken);
    }

    /// <summary>Adds one message for one webhook; the caller saves.</summary>
    public static async Task<WebhookDelivery> EnqueueAsync(
        this CodeRunnerDb db, Guid webhookId, WebhookMessage message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = await db.WebhookDeliveries
            .Where(delivery => delivery.WebhookId == webhookId && delivery.State == WebhookDeliveryState.Pending)
            .Take(WebhookDelivery.MostWaiting)
            .CountAsync(cancellationToken);
        var delivery = new WebhookDelivery(webhookId, message.Type, message.Data.Alert?.Id, JsonSerializer.Serialize(message, Wire.Json), now);
        if (waiting >= WebhookDelivery.MostWaiting)
            delivery.GiveUp(TooMany);
        db.WebhookDeliveries.Add(delivery);
        return delivery;
    }
}
