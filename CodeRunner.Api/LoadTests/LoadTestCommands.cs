using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.LoadTests;
using CodeRunner.Core.LoadTests.Deciding;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Outcome = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Accepted<CodeRunner.Contracts.LoadTests.LoadTestResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace CodeRunner.Api.LoadTests;

/// <summary>Asks for load tests and cancels them: with the deployment held, and in the audit log. Its owner does the rest.</summary>
internal sealed class LoadTestCommands(CodeRunnerDb db, Visibility visibility, AuditTrail audit, TimeProvider time)
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromMinutes(1);

    public Task<Outcome> StartAsync(Guid deploymentId, LoadTestPlan plan, Caller caller, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(deploymentId, caller, "loadtest.start", async deployment =>
        {
            if (WhyNot(deployment) is { } why)
                return (Refusal.Conflict(why), null);
            if (await BeyondBoundsAsync(deployment, context, cancellationToken) is { } full)
                return (full, null);
            var test = new LoadTest(deploymentId, plan, caller.Id, time.GetUtcNow());
            db.LoadTests.Add(test);
            await db.SaveChangesAsync(cancellationToken);
            await ForgetOldAsync(deploymentId, cancellationToken);
            return (null, test);
        }, cancellationToken);

    public async Task<Outcome> CancelAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var deploymentId = await db.LoadTests.Where(each => each.Id == id).Select(each => each.DeploymentId).SingleOrDefaultAsync(cancellationToken);
        return await ChangeAsync(deploymentId, caller, "loadtest.cancel", async _ =>
        {
            if (await db.LoadTests.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } test)
                return (Refusal.NotFound(), null);
            if (!test.TryCancel(time.GetUtcNow(), out var reason))
                return (Refusal.Conflict(reason), null);
            await db.SaveChangesAsync(cancellationToken);
            return (null, test);
        }, cancellationToken);
    }

    private Task<Outcome> ChangeAsync(
        Guid deploymentId, Caller caller, string action, Func<Deployment, Task<(ProblemHttpResult? No, LoadTest? Test)>> change, CancellationToken cancellationToken) => db.InTransactionAsync<Outcome>(
        async () =>
        {
            var seen = await visibility.LockDeploymentAsync(deploymentId, caller, Right.Deploy, cancellationToken);
            if (!seen.TryGet(out var deployment, out var refusal))
            {
                await audit.DenyAsync(seen.Denied, caller, action, cancellationToken);
                return refusal;
            }
            var (no, test) = await change(deployment);
            if (no is not null || test is null)
                return no ?? Refusal.NotFound();
            var (plan, name) = (test.Plan, await db.Users.Where(user => user.Id == test.CreatedBy).Select(user => user.DisplayName).SingleOrDefaultAsync(cancellationToken));
            await audit.AddAsync(
                deployment, caller, action, new { deployment.Name, loadTest = test.Id, plan.Method, plan.Path, plan.MaxConcurrency, plan.MaxRequests, plan.Seconds }, cancellationToken);
            return TypedResults.Accepted($"/api/load-tests/{test.Id}", LoadTestViews.Show(test, name));
        },
        cancellationToken);

    private static string? WhyNot(Deployment deployment) => deployment switch
    {
        { DesiredState: DesiredState.Deleted } => "The deployment is being deleted.",
        { DesiredState: DesiredState.Stopped } => "The deployment is stopped: start it first.",
        { ServingReleaseId: null } => "No release serves yet: a load test needs one.",
        { State: DeploymentState.Running or DeploymentState.Sleeping } => null,
        _ => $"The deployment is {deployment.State.ToString().ToLowerInvariant()}: a load test needs one that runs.",
    };

    /// <summary>Of all who ask in the same moment, each sees those before it.</summary>
    private async Task<ProblemHttpResult?> BeyondBoundsAsync(Deployment deployment, HttpContext context, CancellationToken cancellationToken)
    {
        await db.LockAsync("load tests", cancellationToken);
        var young = time.GetUtcNow() - LoadTest.MostWait;
        var active = db.LoadTests.Where(test => test.State == LoadTestState.Running || test.State == LoadTestState.Queued);
        if (await active.AnyAsync(test => test.DeploymentId == deployment.Id, cancellationToken))
            return Refusal.Conflict("A load test of this deployment runs or waits already: cancel it, or wait for its end.");
        active = active.Where(test => test.CreatedAt > young);
        if (await active.CountAsync(test => db.Deployments.Any(each => each.Id == test.DeploymentId && each.ProjectId == deployment.ProjectId), cancellationToken) >= LoadTest.MostOfProject)
            return Refusal.Conflict($"{LoadTest.MostOfProject} load tests of this project run or wait, which is the most: wait for one to end.");
        return await active.CountAsync(cancellationToken) >= LoadTest.MostActive ? Refusal.TooMany("Too many load tests wait for their turn. Come again in a minute.", ComeAgain, context) : null;
    }

    private Task ForgetOldAsync(Guid deploymentId, CancellationToken cancellationToken) => db.LoadTests
        .Where(each => db.LoadTests.Where(past => past.DeploymentId == deploymentId).OrderByDescending(past => past.Id).Skip(LoadTest.MostKept).Select(past => past.Id).Contains(each.Id))
        .ExecuteDeleteAsync(cancellationToken);
}
