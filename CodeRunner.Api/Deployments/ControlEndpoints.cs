using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Projects;
using Done = System.Threading.Tasks.Task<Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Accepted<CodeRunner.Contracts.Deployments.DeploymentResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>>;

namespace CodeRunner.Api.Deployments;

/// <summary>Start, stop, restart and scale: each writes what is wanted; a Worker makes it so.</summary>
internal static class ControlEndpoints
{
    public static RouteGroupBuilder MapControls(this RouteGroupBuilder api)
    {
        var controls = api.MapGroup("/deployments/{id:guid}").WithTags("Deployments");
        controls.MapPost("/start", StartAsync).Describe("Start the instances", 401, 403, 404, 409, 422, 429).Example(null, Examples.Deployment);
        controls.MapPost("/stop", StopAsync).Describe("Stop the instances", 401, 403, 404, 409, 422, 429).Example(null, Examples.Deployment);
        controls.MapPost("/restart", RestartAsync).Describe("Replace the instances by new ones of the same release", 401, 403, 404, 409, 422, 429)
            .Example(null, Examples.Deployment);
        controls.MapPost("/scale", ScaleAsync).Describe("Say how many instances run; where the deployment scales by itself, that is suspended until it is resumed", 400, 401, 403, 404, 409, 422, 429)
            .Example(Examples.Scale, Examples.Deployment);
        return api;
    }

    private static Done StartAsync(Guid id, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) =>
        deployments.CommandAsync(id, caller, Right.Deploy, "deployment.start", deployment => deployment.TryStart(out var reason) ? null : reason, cancellationToken);

    private static Done StopAsync(Guid id, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) =>
        deployments.CommandAsync(id, caller, Right.Deploy, "deployment.stop", deployment => deployment.TryStop(out var reason) ? null : reason, cancellationToken);

    private static Done RestartAsync(Guid id, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) =>
        deployments.CommandAsync(id, caller, Right.Deploy, "deployment.restart", deployment => deployment.TryRestart(out var reason) ? null : reason, cancellationToken);

    private static async Done ScaleAsync(
        Guid id, ScaleRequest request, Caller caller, DeploymentCommands deployments, CancellationToken cancellationToken) =>
        DeploymentRules.Check(request).Any(out var invalid)
            ? invalid
            : await deployments.ScaleAsync(id, request.Instances!.Value, caller, cancellationToken);
}
