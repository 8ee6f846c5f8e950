using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Costs;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Costs;

/// <summary>What a project costs.</summary>
internal static class CostEndpoints
{
    public static RouteGroupBuilder MapCosts(this RouteGroupBuilder api)
    {
        var costs = api.MapGroup("/projects/{id:guid}/cost").WithTags("Costs");
        costs.MapGet("", ReadAsync).Describe("What the project cost, by deployment, environment, day and month, in the environments where you have a role; and what the month will have cost", 400, 401, 404, 429)
            .Example(null, Examples.Cost);
        costs.MapGet("/settings", SettingsAsync).Describe("The project's prices and its budget", 401, 404, 429).Example(null, Examples.CostSettingsAnswer);
        costs.MapPut("/settings", PutAsync)
            .Describe("Replace the project's prices and its budget; without prices the platform's count, without a budget there is no alert (owners)", 400, 401, 403, 404, 429)
            .Example(Examples.CostSettings, null);
        return api;
    }

    private static async Task<Results<Ok<CostResponse>, ProblemHttpResult>> ReadAsync(
        Guid id, [AsParameters] CostQuery query, Caller caller, Visibility visibility, CostReader costs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (query.Check(time.GetUtcNow(), out var from, out var to).Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        return seen.TryGet(out _, out var refusal) ? TypedResults.Ok(await costs.ReadAsync(id, seen.By!, from, to, cancellationToken)) : refusal;
    }

    private static async Task<Results<Ok<CostSettingsResponse>, ProblemHttpResult>> SettingsAsync(
        Guid id, Caller caller, Visibility visibility, ProjectPrices prices, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        return TypedResults.Ok(prices.Show(await db.ProjectCosts.AsNoTracking().SingleOrDefaultAsync(costs => costs.ProjectId == id, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid id, CostSettings settings, Caller caller, CostSettingsCommands costs, CancellationToken cancellationToken) =>
        CostSettingsCommands.Check(settings).Any(out var invalid) ? invalid : await costs.PutAsync(id, settings, caller, cancellationToken);
}
