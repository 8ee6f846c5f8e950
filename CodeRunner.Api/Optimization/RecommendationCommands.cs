using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Limiting;
using CodeRunner.Api.Live;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Api.Releases;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Keeping;
using CodeRunner.Core.Optimization.Recommending;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Scaling;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Done = System.Threading.Tasks.Task<Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Accepted<CodeRunner.Contracts.Optimization.RecommendationResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>>;
using Outcome = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Accepted<CodeRunner.Contracts.Optimization.RecommendationResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace CodeRunner.Api.Optimization;

/// <summary>Applies recommendations, undoes and dismisses them: with the deployment held, by the commands that people change it with.</summary>
internal sealed class RecommendationCommands(
    CodeRunnerDb db, Visibility visibility, ReleaseCommands releases, LimitCheck limits, Announcements announcements, AuditTrail audit, TimeProvider time)
{
    private const string ChangedSince = "The deployment was changed since: look at what is advised now.";

    /// <summary>How long before a recommendation is what it is compared with.</summary>
    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(1);

    public Done ApplyAsync(Guid id, Caller caller, CancellationToken cancellationToken) => ChangeAsync(id, caller, "recommendation.apply", async (it, deployment) =>
    {
        if (!it.TryApply(out var reason))
            return Refusal.Conflict(reason);
        if (LimitChange.Of(deployment, it.Kind) != it.Current)
            return Refusal.Conflict(ChangedSince);
        if (it.Kind == RecommendationKind.Instances && await db.ScalesItselfAsync(deployment.Id, cancellationToken))
            return Refusal.Conflict("The deployment scales by itself: its policies say how many instances it has.");
        var before = await BeforeAsync(deployment, cancellationToken);
        var (release, full) = await SetAsync(deployment, it.Kind, it.Proposed, caller, cancellationToken);
        if (full is not null)
            return full;
        it.Apply(caller.Id, release, before, time.GetUtcNow());
        return null;
    }, cancellationToken);

    public Done UndoAsync(Guid id, Caller caller, CancellationToken cancellationToken) => ChangeAsync(id, caller, "recommendation.undo", async (it, deployment) =>
    {
        if (!it.TryUndo(out var reason))
            return Refusal.Conflict(reason);
        if (LimitChange.Of(deployment, it.Kind) != it.Proposed)
            return Refusal.Conflict(ChangedSince);
        var (_, full) = await SetAsync(deployment, it.Kind, it.Current, caller, cancellationToken);
        if (full is not null)
            return full;
        it.End(RecommendationState.Undone, "Undone by hand.", time.GetUtcNow());
        return null;
    }, cancellationToken);

    public Done DismissAsync(Guid id, Caller caller, CancellationToken cancellationToken) => ChangeAsync(
        id, caller, "recommendation.dismiss",
        (it, _) => Task.FromResult(it.TryDismiss(time.GetUtcNow(), out var reason) ? null : Refusal.Conflict(reason)), cancellationToken);

    private Done ChangeAsync(Guid id, Caller caller, string action, Func<StoredRecommendation, Deployment, Task<ProblemHttpResult?>> change, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Outcome>(
            async () =>
            {
                var deploymentId = await db.Recommendations.Where(each => each.Id == id).Select(each => each.DeploymentId).SingleOrDefaultAsync(cancellationToken);
                // Who is offered advice meanwhile waits, and is then told of what there is by then. Before the deployment: who offers has this, and then looks at that.
                await db.LockAsync($"recommendations of {deploymentId}", cancellationToken);
                var seen = await visibility.LockDeploymentAsync(deploymentId, caller, Right.Configure, cancellationToken);
                if (!seen.TryGet(out var deployment, out var refusal))
                {
                    await audit.DenyAsync(seen.Denied, caller, action, cancellationToken);
                    return refusal;
                }
                if (await db.Recommendations.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } found)
                    return Refusal.NotFound();
                if (deployment.DesiredState == DesiredState.Deleted)
                    return Refusal.Conflict("The deployment is being deleted.");
                if (await change(found, deployment) is { } no)
                {
                    db.ChangeTracker.Clear();
                    return no;
                }
                await StoreAsync(found, deployment, caller, action, cancellationToken);
                return TypedResults.Accepted($"/api/deployments/{deploymentId}/optimization", RecommendationViews.Show(found, null));
            },
            cancellationToken);

    private async Task StoreAsync(StoredRecommendation it, Deployment deployment, Caller caller, string action, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await ForgetOldAsync(deployment.Id, cancellationToken);
        await db.NotifyAsync(deployment.Id, cancellationToken);
        announcements.Add(deployment);
        var shown = RecommendationViews.Show(it, null);
        await audit.AddAsync(deployment, caller, action, new { deployment.Name, recommendation = it.Id, shown.Kind, shown.Unit, shown.Current, shown.Proposed, shown.Release }, cancellationToken);
    }

    /// <summary>The number of the release that brings it, null where none is needed or nothing runs; or the answer that refuses one.</summary>
    private async Task<(int? Release, ProblemHttpResult? Full)> SetAsync(Deployment deployment, RecommendationKind kind, double value, Caller caller, CancellationToken cancellationToken)
    {
        var before = deployment.LastReleaseNumber;
        if (!LimitChange.Set(deployment, kind, value))
            return (null, await limits.RefuseAsync(deployment, null, caller, cancellationToken));
        var full = await releases.ReconfigureAsync(deployment, caller, cancellationToken);
        return (deployment.LastReleaseNumber > before ? deployment.LastReleaseNumber : null, full);
    }

    private async Task<HealthWindow> BeforeAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var from = now - LookedBack > deployment.CreatedAt ? now - LookedBack : deployment.CreatedAt;
        var state = await db.UsageCheckpoints.AsNoTracking().Where(each => each.DeploymentId == deployment.Id).Select(each => each.State).SingleOrDefaultAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        return await HealthReader.ReadAsync((NpgsqlConnection)db.Database.GetDbConnection(), deployment.Id, from, now, state?.Ends ?? [], cancellationToken);
    }

    private Task ForgetOldAsync(Guid deploymentId, CancellationToken cancellationToken) => db.Recommendations
        .Where(each => db.Recommendations.Where(past => past.DeploymentId == deploymentId && (past.State == RecommendationState.Kept || past.State == RecommendationState.Undone))
            .OrderByDescending(past => past.AppliedAt).Skip(StoredRecommendation.MostPast).Select(past => past.Id).Contains(each.Id))
        .ExecuteDeleteAsync(cancellationToken);
}
