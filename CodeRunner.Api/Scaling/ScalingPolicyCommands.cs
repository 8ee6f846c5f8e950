using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Scaling;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Scaling;

internal sealed class ScalingPolicyCommands(CodeRunnerDb db, ScalingChanges changes, TimeProvider time)
{
    public Task<Results<Created<ScalingPolicyResponse>, ProblemHttpResult>> CreateAsync(
        Guid deploymentId, ScalingPolicyRequest request, Caller caller, CancellationToken cancellationToken) =>
        changes.ApplyAsync<Created<ScalingPolicyResponse>>(deploymentId, caller, "scaling.policy.create", async _ =>
        {
            var others = await OfAsync(deploymentId, cancellationToken);
            if (others.Count >= ScalingPolicy.MostPerDeployment)
                return (Refusal.Conflict($"The deployment has {ScalingPolicy.MostPerDeployment} scaling policies, which is the most: delete one first."), null);
            if (ScalingPolicyChecks.CheckBeside(request, others).Any(out var invalid))
                return (invalid, null);
            var policy = new ScalingPolicy(deploymentId, time.GetUtcNow());
            Write(request, policy);
            db.ScalingPolicies.Add(policy);
            return (TypedResults.Created($"/api/scaling-policies/{policy.Id}", Show(policy)), Describe(policy));
        }, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> PutAsync(Guid id, ScalingPolicyRequest request, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(id, caller, "scaling.policy.change", (policy, others) =>
        {
            if (ScalingPolicyChecks.CheckBeside(request, others).Any(out var invalid))
                return invalid;
            Write(request, policy);
            return null;
        }, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(id, caller, "scaling.policy.delete", (policy, _) =>
        {
            db.ScalingPolicies.Remove(policy);
            return null;
        }, cancellationToken);

    public static ScalingPolicyResponse Show(ScalingPolicy policy) => new(
        policy.Id, policy.DeploymentId, policy.Trigger, policy.Threshold, policy.Action, policy.Cooldown, policy.Target, policy.MinInstances, policy.MaxInstances,
        policy.Enabled, policy.CreatedAt, policy.UpdatedAt);

    private async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id, Caller caller, string action, Func<ScalingPolicy, IEnumerable<ScalingPolicy>, ProblemHttpResult?> change, CancellationToken cancellationToken)
    {
        var deploymentId = await db.ScalingPolicies.Where(policy => policy.Id == id).Select(policy => policy.DeploymentId).SingleOrDefaultAsync(cancellationToken);
        return await changes.ApplyAsync<NoContent>(deploymentId, caller, action, async _ =>
        {
            var all = await OfAsync(deploymentId, cancellationToken);
            if (all.Find(policy => policy.Id == id) is not { } found)
                return (Refusal.NotFound(), null);
            return change(found, all.Where(policy => policy != found)) is { } refusal ? (refusal, null) : (TypedResults.NoContent(), Describe(found));
        }, cancellationToken);
    }

    private Task<List<ScalingPolicy>> OfAsync(Guid deploymentId, CancellationToken cancellationToken) =>
        db.ScalingPolicies.Where(policy => policy.DeploymentId == deploymentId).ToListAsync(cancellationToken);

    private void Write(ScalingPolicyRequest request, ScalingPolicy policy)
    {
        var now = time.GetUtcNow();
        if (request.Target is { } target)
            policy.Track(request.Trigger!.Value, target, now);
        else
            policy.Step(request.Trigger!.Value, request.Threshold!.Value, request.Action!.Value, request.Cooldown ?? ScalingPolicy.UsualCooldown, now);
        policy.Bound(ScalingPolicyChecks.Min(request), ScalingPolicyChecks.Max(request));
        policy.Enabled = request.Enabled ?? true;
    }

    private static object Describe(ScalingPolicy policy) => new
    {
        policy = policy.Id,
        policy.Trigger,
        policy.Target,
        policy.Threshold,
        policy.Action,
        policy.Cooldown,
        policy.MinInstances,
        policy.MaxInstances,
        policy.Enabled,
    };
}
