using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Optimization;

/// <summary>What a deployment could do with less, what it lacks, and what holds it up.</summary>
internal static class OptimizationEndpoints
{
    public static RouteGroupBuilder MapOptimization(this RouteGroupBuilder api)
    {
        api.MapGet("/deployments/{id:guid}/optimization", ReadAsync).WithTags("Optimization")
            .Describe("Recommendations for limits and instances with saving, risk and evidence, what became of earlier ones, and bottlenecks", 400, 401, 403, 404, 429)
            .Example(null, Examples.Optimization);
        var recommendations = api.MapGroup("/recommendations/{id:guid}").WithTags("Optimization");
        recommendations.MapPost("/apply", ApplyAsync)
            .Describe("Apply a recommendation: new limits make a new release of the same artifact, which is watched, and undone when restarts, OOM kills or latency follow (maintainers)", 401, 403, 404, 409, 422, 429)
            .Example(null, Examples.AppliedRecommendation);
        recommendations.MapPost("/undo", UndoAsync).Describe("Undo a recommendation that was applied (maintainers)", 401, 403, 404, 409, 422, 429).Example(null, Examples.UndoneRecommendation);
        recommendations.MapPost("/dismiss", DismissAsync).Describe("Hear no more of a recommendation, until it is another one (maintainers)", 401, 403, 404, 409, 422, 429)
            .Example(null, Examples.DismissedRecommendation);
        return api;
    }

    private static async Task<Results<Ok<OptimizationResponse>, ProblemHttpResult>> ReadAsync(
        Guid id, [AsParameters] OptimizationQuery query, Caller caller, Visibility visibility, OptimizationReader optimization, CancellationToken cancellationToken)
    {
        if (query.Check(out var strategy, out var targets).Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        return seen.TryGet(out var deployment, out var refusal) ? TypedResults.Ok(await optimization.ReadAsync(deployment, strategy, targets, cancellationToken)) : refusal;
    }

    private static Task<Results<Accepted<RecommendationResponse>, ProblemHttpResult>> ApplyAsync(
        Guid id, Caller caller, RecommendationCommands recommendations, CancellationToken cancellationToken) => recommendations.ApplyAsync(id, caller, cancellationToken);

    private static Task<Results<Accepted<RecommendationResponse>, ProblemHttpResult>> UndoAsync(
        Guid id, Caller caller, RecommendationCommands recommendations, CancellationToken cancellationToken) => recommendations.UndoAsync(id, caller, cancellationToken);

    private static Task<Results<Accepted<RecommendationResponse>, ProblemHttpResult>> DismissAsync(
        Guid id, Caller caller, RecommendationCommands recommendations, CancellationToken cancellationToken) => recommendations.DismissAsync(id, caller, cancellationToken);
}
