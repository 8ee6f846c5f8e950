using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Scaling;

internal static class ScalingReplayEndpoints
{
    public static RouteGroupBuilder MapScalingReplay(this RouteGroupBuilder api)
    {
        api.MapPost("/deployments/{id:guid}/scaling-policies/replay", ReplayAsync).WithTags("Scaling")
            .Describe("Try policies on the deployment's recorded load, or on a CSV, beside the present ones: nothing is changed", 400, 401, 403, 404, 422, 429)
            .Example(Examples.ScalingReplayRequest, Examples.ScalingReplay);
        return api;
    }

    private static async Task<Results<Ok<ScalingReplayResponse>, ProblemHttpResult>> ReplayAsync(
        Guid id, ScalingReplayRequest request, Caller caller, Visibility visibility, ScalingReplay replay, TimeProvider time, CancellationToken cancellationToken)
    {
        if (ScalingReplayChecks.Check(request, time.GetUtcNow(), out var load).Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        return seen.TryGet(out var deployment, out var refusal) ? await replay.RunAsync(deployment, request, load, cancellationToken) : refusal;
    }
}
