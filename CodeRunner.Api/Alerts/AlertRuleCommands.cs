using CodeRunner.Api.Access;
using CodeRunner.Api.Live;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Core;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Alerts;

/// <summary>All that changes a deployment's alert rules, with the deployment held: no Worker decides by a rule while it changes. What fired by it before is over then.</summary>
internal sealed class AlertRuleCommands(CodeRunnerDb db, Visibility visibility, Announcements announcements, TimeProvider time)
{
    public Task<Results<Created<AlertRuleResponse>, ProblemHttpResult>> CreateAsync(
        Guid deploymentId, AlertRuleRequest request, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<Created<AlertRuleResponse>, ProblemHttpResult>>(
            async () =>
            {
                var seen = await visibility.LockDeploymentAsync(deploymentId, caller, Right.Deploy, cancellationToken);
                if (!seen.TryGet(out var deployment, out var refusal))
                    return refusal;
                if (deployment.DesiredState == DesiredState.Deleted)
                    return Refusal.Conflict("The deployment is being deleted.");
                if (await db.AlertRules.CountAsync(rule => rule.DeploymentId == deploymentId, cancellationToken) >= AlertRule.MostPerDeployment)
                    return Refusal.Conflict($"The deployment has {AlertRule.MostPerDeployment} alert rules, which is the most: delete one first.");
                var rule = new AlertRule(deploymentId, request.Kind!.Value, request.Threshold, AlertRuleChecks.Seconds(request), time.GetUtcNow())
                {
                    Name = Name(request),
                    Enabled = request.Enabled ?? true,
                };
                db.AlertRules.Add(rule);
                await db.SaveChangesAsync(cancellationToken);
                return TypedResults.Created($"/api/alert-rules/{rule.Id}", Show(rule));
            },
            cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> PutAsync(Guid id, AlertRuleRequest request, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(id, caller, async (rule, deployment) =>
        {
            var (kind, threshold, seconds, enabled) = (request.Kind!.Value, request.Threshold, AlertRuleChecks.Seconds(request), request.Enabled ?? true);
            if ((rule.Kind, rule.Threshold, rule.ForSeconds) != (kind, threshold, seconds))
            {
                await EndAsync(rule, deployment, "Its rule was changed.", cancellationToken);
                rule.Change(kind, threshold, seconds);
            }
            if (!enabled)
            {
                await EndAsync(rule, deployment, "Its rule was switched off.", cancellationToken);
                rule.Forget();
            }
            (rule.Name, rule.Enabled) = (Name(request), enabled);
        }, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(id, caller, async (rule, deployment) =>
        {
            await EndAsync(rule, deployment, "Its rule was deleted.", cancellationToken);
            db.AlertRules.Remove(rule);
        }, cancellationToken);

    public static AlertRuleResponse Show(AlertRule rule) => new(
        rule.Id, rule.DeploymentId, rule.Name, rule.Kind, rule.Threshold, rule.ForSeconds, rule.Enabled, rule.CreatedAt, rule.PendingSince, rule.AlertId);

    private Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id, Caller caller, Func<AlertRule, Deployment, Task> change, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                var deploymentId = await db.AlertRules.Where(rule => rule.Id == id).Select(rule => rule.DeploymentId).SingleOrDefaultAsync(cancellationToken);
                var seen = await visibility.LockDeploymentAsync(deploymentId, caller, Right.Deploy, cancellationToken);
                if (!seen.TryGet(out var deployment, out var refusal))
                    return refusal;
                if (await db.AlertRules.SingleOrDefaultAsync(rule => rule.Id == id, cancellationToken) is not { } found)
                    return Refusal.NotFound();
                await change(found, deployment);
                await db.SaveChangesAsync(cancellationToken);
                return TypedResults.NoContent();
            },
            cancellationToken);

    private async Task EndAsync(AlertRule rule, Deployment deployment, string why, CancellationToken cancellationToken)
    {
        if (rule.AlertId is not null && await db.ResolveAsync(rule, deployment, why, time.GetUtcNow(), cancellationToken) is { } alert)
            announcements.Add(alert.Show());
    }

    private static string? Name(AlertRuleRequest request) => string.IsNullOrWhiteSpace(request.Name) ? null : request.Name.Trim();
}
