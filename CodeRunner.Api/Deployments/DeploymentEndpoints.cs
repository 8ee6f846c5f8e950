using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Deployments;

internal static class DeploymentEndpoints
{
    public static RouteGroupBuilder MapDeployments(this RouteGroupBuilder api)
    {
        var ofProject = api.MapGroup("/projects/{id:guid}/deployments").WithTags("Deployments");
        ofProject.MapPost("/", CreateAsync).Describe("Make a deployment; its first release starts it", 400, 401, 403, 404, 409, 422, 429)
            .Example(Examples.CreateDeployment, Examples.Deployment);
        ofProject.MapGet("/", ListAsync).Describe("The project's deployments, in the environments where you have a role", 400, 401, 404, 429)
            .Example(null, Examples.Deployments);

        var deployments = api.MapGroup("/deployments/{id:guid}").WithTags("Deployments");
        deployments.MapGet("/", GetAsync).Describe("One deployment with its instances", 401, 403, 404, 429).Example(null, Examples.Deployment);
        deployments.MapPatch("/", UpdateAsync)
            .Describe("Change settings: new limits, egress or health path make a new release of the same artifact (maintainers)", 400, 401, 403, 404, 409, 429)
            .Example(Examples.UpdateDeployment, Examples.Deployment);
        deployments.MapDelete("/", DeleteAsync)
            .Describe("Delete: it stops, then it is gone (maintainers)", 401, 403, 404, 429).Example(null, Examples.Deployment);
        return api;
    }

    private static async Task<Results<Created<DeploymentResponse>, ProblemHttpResult>> CreateAsync(
        Guid id, CreateDeploymentRequest request, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) =>
        DeploymentRules.Check(request).Any(out var invalid) ? invalid : await deployments.CreateAsync(id, request, caller, cancellationToken);

    private static async Task<Results<Ok<Page<DeploymentResponse>>, ProblemHttpResult>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        Caller caller,
        Visibility visibility,
        CodeRunnerDb db,
        DeploymentViews views,
        CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var covered = Enum.GetValues<Contracts.Projects.EnvironmentName>().Where(each => seen.By!.Allows(Right.Read, each)).ToArray();
        var rows = await db.Deployments.AsNoTracking()
            .Where(deployment => deployment.ProjectId == id && covered.Contains(deployment.Environment) && deployment.Id < page.Before)
            .OrderByDescending(deployment => deployment.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var shown = await views.ShowAsync(rows, cancellationToken);
        return TypedResults.Ok(page.Cut(shown, deployment => deployment.Id, deployment => deployment));
    }

    private static async Task<Results<Ok<DeploymentResponse>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, Visibility visibility, DeploymentViews views, CancellationToken cancellationToken)
    {
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        return seen.TryGet(out var deployment, out var refusal) ? TypedResults.Ok(await views.ShowAsync(deployment, cancellationToken)) : refusal;
    }

    private static async Task<Results<Ok<DeploymentResponse>, ProblemHttpResult>> UpdateAsync(
        Guid id, UpdateDeploymentRequest request, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) =>
        DeploymentRules.Check(request).Any(out var invalid) ? invalid : await deployments.UpdateAsync(id, request, caller, cancellationToken);

    private static Task<Results<Accepted<DeploymentResponse>, ProblemHttpResult>> DeleteAsync(
        Guid id, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) => deployments.DeleteAsync(id, caller, cancellationToken);
}
