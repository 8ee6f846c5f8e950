using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Scaling;

internal static class ScalingDecisionEndpoints
{
    public static RouteGroupBuilder MapScalingDecisions(this RouteGroupBuilder api)
    {
        api.MapGet("/deployments/{id:guid}/scaling-decisions", ListAsync).WithTags("Scaling")
            .Describe("What was decided about the number of instances and why, newest first; decisions alike are one, from `time` to `until`", 400, 401, 403, 404, 429)
            .Example(null, Examples.ScalingDecisions);
        return api;
    }

    private static async Task<Results<Ok<Page<ScalingDecisionResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] ScalingDecisionQuery query, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (query.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        return TypedResults.Ok(query.Cut(await query.Of(db.ScalingDecisions.AsNoTracking().Where(decision => decision.DeploymentId == id)).ToListAsync(cancellationToken)));
    }
}
