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
                var deploymentId = await db.Alerts.Where(alert => alert.Id == id).Select(alert => alert.DeploymentId).SingleOrDefaultAsync(cancellationToken);
                var seen = await visibility.LockDeploymentAsync(deploymentId, caller, Right.Deploy, cancellationToken);
                if (!seen.TryGet(out _, out var refusal))
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
