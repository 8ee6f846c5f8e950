using CodeRunner.Api.Access;
using CodeRunner.Api.Deployments;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Scaling;

/// <summary>The rules by which a deployment scales by itself, and how to let it do so again.</summary>
internal static class ScalingPolicyEndpoints
{
    public static RouteGroupBuilder MapScalingPolicies(this RouteGroupBuilder api)
    {
        var ofDeployment = api.MapGroup("/deployments/{id:guid}").WithTags("Scaling");
        ofDeployment.MapGet("/scaling-policies", ListAsync).Describe("The deployment's scaling policies", 400, 401, 403, 404, 429).Example(null, Examples.ScalingPolicies);
        ofDeployment.MapPost("/scaling-policies", CreateAsync)
            .Describe("Let the deployment scale by a target, or by a threshold and an action; of several policies the one that asks for the most instances wins; where all have minInstances 0, it sleeps when it is idle, and the first request wakes it (developers)", 400, 401, 403, 404, 409, 422, 429)
            .Example(Examples.ScalingPolicyRequest, Examples.ScalingPolicy);
        ofDeployment.MapPost("/scaling/resume", ResumeAsync)
            .Describe("Let the deployment scale by itself again, after it was scaled by hand (developers)", 401, 403, 404, 409, 422, 429).Example(null, Examples.Deployment);

        var policies = api.MapGroup("/scaling-policies/{id:guid}").WithTags("Scaling");
        policies.MapPut("/", PutAsync).Describe("Replace a scaling policy; enabled false pauses it (developers)", 400, 401, 403, 404, 409, 429).Example(Examples.ScalingPolicyRequest, null);
        policies.MapDelete("/", DeleteAsync).Describe("Delete a scaling policy; the instances stay as many as they are (developers)", 401, 403, 404, 409, 429).Example(null, null);
        return api;
    }

    private static async Task<Results<Ok<Page<ScalingPolicyResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await db.ScalingPolicies.AsNoTracking()
            .Where(policy => policy.DeploymentId == id && policy.Id < page.Before)
            .OrderByDescending(policy => policy.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, policy => policy.Id, ScalingPolicyCommands.Show));
    }

    private static async Task<Results<Created<ScalingPolicyResponse>, ProblemHttpResult>> CreateAsync(
        Guid id, ScalingPolicyRequest request, Caller caller, ScalingPolicyCommands policies, CancellationToken cancellationToken) =>
        ScalingPolicyChecks.Check(request).Any(out var invalid) ? invalid : await policies.CreateAsync(id, request, caller, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid id, ScalingPolicyRequest request, Caller caller, ScalingPolicyCommands policies, CancellationToken cancellationToken) =>
        ScalingPolicyChecks.Check(request).Any(out var invalid) ? invalid : await policies.PutAsync(id, request, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, Caller caller, ScalingPolicyCommands policies, CancellationToken cancellationToken) => policies.DeleteAsync(id, caller, cancellationToken);

    private static Task<Results<Accepted<DeploymentResponse>, ProblemHttpResult>> ResumeAsync(
        Guid id, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) =>
        deployments.CommandAsync(id, caller, Right.Deploy, "scaling.resume", deployment => deployment.TryResumeScaling(out var reason) ? null : reason, cancellationToken);
}
