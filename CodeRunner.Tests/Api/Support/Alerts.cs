using CodeRunner.Contracts.Alerts;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Alerts.Deciding;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Support;

internal static class Alerts
{
    /// <summary>Lets a rule of the deployment fire, as a Worker does that found it so.</summary>
    public static async Task<Alert> FireAsync(this ApiFactory api, Guid deploymentId, AlertKind kind)
    {
        await using var db = api.Db();
        var deployment = await db.Deployments.SingleAsync(each => each.Id == deploymentId);
        var rule = await db.AlertRules.SingleAsync(each => each.DeploymentId == deploymentId && each.Kind == kind);
        var alert = await db.FireAsync(rule, deployment, null, DateTimeOffset.UtcNow, default);
        rule.Note(AlertCondition.Fires, alert.Id);
        await db.SaveChangesAsync();
        return alert;
    }
}
