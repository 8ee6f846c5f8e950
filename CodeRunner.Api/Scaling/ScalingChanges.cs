using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Live;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Scaling;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Scaling;

/// <summary>Changes how a deployment scales by itself: with the deployment held, so that no Worker decides by what is changing; told to Workers, and in the audit log.</summary>
internal sealed class ScalingChanges(CodeRunnerDb db, Visibility visibility, Announcements announcements, AuditTrail audit)
{
    /// <summary>What <paramref name="change"/> answers goes out, and nothing is stored where that is a refusal. Its detail is for the audit log.</summary>
    public Task<Results<TDone, ProblemHttpResult>> ApplyAsync<TDone>(
        Guid deploymentId,
        Caller caller,
        string action,
        Func<Deployment, Task<(Results<TDone, ProblemHttpResult> Answer, object? Detail)>> change,
        CancellationToken cancellationToken)
        where TDone : IResult => db.InTransactionAsync<Results<TDone, ProblemHttpResult>>(
        async () =>
        {
            var seen = await visibility.LockDeploymentAsync(deploymentId, caller, Right.Deploy, cancellationToken);
            if (!seen.TryGet(out var deployment, out var refusal))
            {
                await audit.DenyAsync(seen.Denied, caller, action, cancellationToken);
                return refusal;
            }
            if (deployment.DesiredState == DesiredState.Deleted)
                return Refusal.Conflict("The deployment is being deleted.");
            var (answer, detail) = await change(deployment);
            if (answer.Result is ProblemHttpResult)
                return answer;
            await db.SaveChangesAsync(cancellationToken);
            await ForgetSuspensionAsync(deployment, cancellationToken);
            await db.NotifyAsync(deploymentId, cancellationToken);
            announcements.Add(deployment);
            await audit.AddAsync(deployment, caller, action, detail, cancellationToken);
            return answer;
        },
        cancellationToken);

    /// <summary>What scales no longer by itself is not suspended either: a policy that comes later acts.</summary>
    private async Task ForgetSuspensionAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        if (deployment.ScalingSuspendedAt is null || await db.ScalesItselfAsync(deployment.Id, cancellationToken))
            return;
        deployment.ResumeScaling();
        await db.SaveChangesAsync(cancellationToken);
    }
}
