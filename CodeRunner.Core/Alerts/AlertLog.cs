using CodeRunner.Contracts.Alerts;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Alerts;

/// <summary>Writes that alerts fire and end, and tells the project's webhooks, all in the caller's transaction, who saves.</summary>
public static class AlertLog
{
    public static async Task<Alert> FireAsync(this CodeRunnerDb db, AlertRule rule, Deployment deployment, double? value, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var alert = new Alert(rule, deployment.ProjectId, value, AlertText.Summary(rule.Kind, rule.Threshold, rule.ForSeconds, value), now);
        db.Alerts.Add(alert);
        await db.TellWebhooksAsync(alert, deployment, now, cancellationToken);
        return alert;
    }

    /// <summary>Ends the rule's alert. Null when none fires.</summary>
    public static async Task<Alert?> ResolveAsync(this CodeRunnerDb db, AlertRule rule, Deployment deployment, string why, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var alert = await db.Alerts.SingleOrDefaultAsync(each => each.RuleId == rule.Id && each.State == AlertState.Firing, cancellationToken);
        if (alert is null)
            return null;
        alert.Resolve(why, now);
        await db.TellWebhooksAsync(alert, deployment, now, cancellationToken);
        return alert;
    }
}
