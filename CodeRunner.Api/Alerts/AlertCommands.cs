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

/// <summary>What people do about alerts, and what their commands on a deployment do to them.</summary>
internal sealed class AlertCommands(CodeRunnerDb db, Visibility visibility, Announcements announcements, TimeProvider time)
{
    public Task<Results<Ok<AlertResponse>, ProblemHttpResult>> AcknowledgeAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<Ok<AlertResponse>, ProblemHttpResult>>(
            async () =>
            {
                var of = await db.Alerts.Where(alert => alert.Id == id).Select(alert => new { alert.ProjectId, alert.DeploymentId }).SingleOrDefaultAsync(cancellationToken);
                if (await HoldAsync(of?.ProjectId ?? default, of?.DeploymentId, caller, cancellationToken) is { } refusal)
                    return refusal;
                if (await db.Alerts.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } alert)
                    return Refusal.NotFound();
                var email = await db.Users.Where(user => user.Id == caller.Id).Select(user => user.Email).SingleAsync(cancellationToken);
                if (!alert.TryAcknowledge(email, time.GetUtcNow()))
                    return Refusal.Conflict("The alert is over already.");
                await db.SaveChangesAsync(cancellationToken);
                announcements.Add(alert.Show());
                return TypedResults.Ok(alert.Show());
            },
            cancellationToken);

    /// <summary>Holds what the alert is of; the answer that refuses it, or null. What is of no deployment is the whole project's.</summary>
    private async Task<ProblemHttpResult?> HoldAsync(Guid projectId, Guid? deploymentId, Caller caller, CancellationToken cancellationToken)
    {
        ProblemHttpResult? refusal;
        if (deploymentId is { } id)
            return (await visibility.LockDeploymentAsync(id, caller, Right.Deploy, cancellationToken)).TryGet(out _, out refusal) ? null : refusal;
        var seen = await visibility.LockProjectAsync(projectId, caller, Right.Deploy, null, cancellationToken);
        return !seen.TryGet(out _, out refusal) ? refusal : seen.By!.AllowsEverywhere(Right.Deploy) ? null : Refusal.NotFound();
    }

    /// <summary>Ends what fires of a deployment that its caller holds, and saves; Workers see the same a little later, but the deployment may be gone by then.</summary>
    public async Task EndAllAsync(Deployment deployment, string why, CancellationToken cancellationToken)
    {
        foreach (var rule in await db.AlertRules.Where(rule => rule.DeploymentId == deployment.Id && rule.AlertId != null).ToListAsync(cancellationToken))
        {
            if (await db.ResolveAsync(rule, deployment, why, time.GetUtcNow(), cancellationToken) is { } alert)
                announcements.Add(alert.Show());
            rule.Forget();
        }
    }
}
